/** How a run ends, as regrtest numbers it. */
export const EXIT_OK = 0;
/** A file or name that an option asks for does not exist. */
export const EXIT_NOT_FOUND = 1;
/** A test leaked or failed; a wrong command line. */
export const EXIT_BAD_TEST = 2;
export const EXIT_USAGE = 2;
/** --fail-env-changed. */
export const EXIT_ENV_CHANGED = 3;
export const EXIT_NO_TESTS_RAN = 4;
/** --fail-rerun. */
export const EXIT_RERUN_FAIL = 5;
/** refhunt itself is broken. */
export const EXIT_INTERNAL = 70;
/** 128 + SIGINT. */
export const EXIT_INTERRUPTED = 130;

export const EXIT_CODES_HELP = `Exit codes:
  0    nothing leaked and nothing failed
  1    a file or name given with an option does not exist
  2    a test leaked or failed: what refhunt is there to find; or a wrong command line
  3    --fail-env-changed, and a test altered the execution environment
  4    no test ran
  5    --fail-rerun, and a test passed only when it was run again
  70   refhunt itself failed
  130  interrupted (SIGINT, SIGTERM)`;
