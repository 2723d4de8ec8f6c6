/** The error indicator of the thread state. NOT-CPYTHON: no exception object is made until Python code looks at it. */
export interface PendingError {
  readonly type: string;
  readonly message: string;
  /** What JavaScript threw, to be thrown again where the error reaches JavaScript. */
  readonly cause?: unknown;
}
