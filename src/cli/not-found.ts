/** A file or name that an option asks for does not exist. */
export class NotFoundError extends Error {
  override name = 'NotFoundError';

  constructor(message: string, suggestion: string | null = null) {
    super(suggestion === null ? message : `${message}; did you mean '${suggestion}'?`);
  }
}
