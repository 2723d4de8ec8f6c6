type OnText = (stream: 'stdout' | 'stderr', text: string) => void;

/** Takes over what code writes to the process's streams, console included; gives it back when called. */
export function captureConsole(onText: OnText): () => void {
  const restores = [capture('stdout', onText), capture('stderr', onText)];
  return () => {
    for (const restore of restores) restore();
  };
}

/** The stream is only made when it is asked for: that costs more than a hunt that does not print. */
function capture(name: 'stdout' | 'stderr', onText: OnText): () => void {
  const property = Object.getOwnPropertyDescriptor(process, name);
  if (property?.get === undefined) return () => {};
  const { get } = property;
  let restore = (): void => {};
  let taken: NodeJS.WriteStream | undefined;
  Object.defineProperty(process, name, {
    ...property,
    get: () => {
      if (taken !== undefined) return taken;
      taken = get.call(process) as NodeJS.WriteStream;
      restore = takeOver(taken, (text) => onText(name, text));
      return taken;
    },
  });
  return () => {
    restore();
    Object.defineProperty(process, name, property);
  };
}

function takeOver(stream: NodeJS.WriteStream, onText: (text: string) => void): () => void {
  const original = stream.write;
  const write = (data: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    onText(typeof data === 'string' ? data : Buffer.from(data).toString('utf8'));
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') process.nextTick(callback as () => void);
    return true;
  };
  stream.write = write as typeof stream.write;
  return () => {
    stream.write = original;
  };
}
