/** Raised by `t.skipTest()`. */
export class SkipTest extends Error {
  override name = 'SkipTest';
}

/** Raised by `t.fail()` and the assertions of the context: a failure, not an error. */
export class AssertionFailure extends Error {
  override name = 'AssertionError';
}

/** Raised by `t.requires()` for a resource that is not enabled. */
export class ResourceDenied extends SkipTest {
  override name = 'ResourceDenied';
}

/** A simulated Python exception that reached the test: `type` is its class name. */
export class PythonError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = type;
    this.type = type;
  }
}
