import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { testOf } from '../../runner/find.js';
import type { SingleOptions, TestFile } from '../../runner/options.js';
import { HuntProcess } from '../hunt-process.js';
import { type HuntAnswer, unresolved } from '../hunt-question.js';
import type { Oracle } from '../trials.js';
import { type Checkout, createCheckout } from './checkout.js';
import { earlierName, type Repository } from './repository.js';

export interface CommitHunts {
  readonly repository: Repository;
  /** The test's file as a path from the root, without its suffix. */
  readonly stem: string;
  /** Folder of the scenarios, which may hold a history; the current folder. Both from the root. */
  readonly folder: string;
  readonly prefix: string;
  readonly options: SingleOptions;
  readonly width: number;
  /** Script of the child processes. */
  readonly entry: URL;
  readonly signal: AbortSignal;
  readonly onRun: (runs: number) => void;
}

/** Runs the test at commits, each in a process of its own over files of its own. */
export class CommitOracle implements Oracle<HuntAnswer, string> {
  readonly width: number;
  /** What the test was called in earlier commits. */
  readonly oldNames = new Set<string>();
  readonly #hunts: CommitHunts;
  readonly #bad: string;
  readonly #idle: Checkout[] = [];
  readonly #all = new Set<Checkout>();
  readonly #answers = new Map<string, HuntAnswer>();
  /** The test's file in the last commit, from the root. */
  #latest: string | undefined;

  /** `bad`: the commit whose name of the test counts. */
  constructor(hunts: CommitHunts, bad: string) {
    this.width = hunts.width;
    this.#hunts = hunts;
    this.#bad = bad;
  }

  get runs(): number {
    return this.#answers.size;
  }

  async ask(commits: readonly string[]): Promise<HuntAnswer[]> {
    const open = [...new Set(commits)].filter((commit) => !this.#answers.has(commit)).values();
    const work = async (): Promise<void> => {
      for (const commit of open) await this.#run(commit);
    };
    await Promise.all(Array.from({ length: this.width }, work));
    return commits.map((commit) => this.#answers.get(commit) as HuntAnswer);
  }

  async one(commit: string): Promise<HuntAnswer> {
    return (await this.ask([commit]))[0] as HuntAnswer;
  }

  close(): void {
    for (const checkout of this.#all) checkout.remove();
  }

  async #run(commit: string): Promise<void> {
    const checkout = this.#idle.pop() ?? createCheckout(this.#hunts.repository);
    this.#all.add(checkout);
    await checkout.to(commit);
    this.#answers.set(commit, await this.#hunt(commit, checkout.dir));
    this.#idle.push(checkout);
    this.#hunts.onRun(this.runs);
  }

  async #hunt(commit: string, tree: string): Promise<HuntAnswer> {
    const { options, entry, signal, folder, prefix, stem } = this.#hunts;
    const test = await this.#testAt(commit, tree);
    if (test?.file == null) return unresolved(`there is no ${stem}`);
    const dir = existsSync(join(tree, folder)) ? join(tree, folder) : dirname(test.file);
    const child = new HuntProcess(entry, { dir, cwd: join(tree, prefix), test, options }, signal);
    try {
      return (await child.ask({ question: null })).answer;
    } finally {
      child.close();
    }
  }

  /** The test's file at a commit, under the name that it had then; the test keeps its present name. */
  async #testAt(commit: string, tree: string): Promise<TestFile | undefined> {
    const test = testOf(join(tree, this.#hunts.stem), tree, tree);
    if (commit === this.#bad && test.file !== null) this.#latest = relative(tree, test.file).split(sep).join('/');
    if (test.file !== null) return test;
    if (commit === this.#bad || this.#latest === undefined) return undefined;
    const old = await earlierName(this.#hunts.repository, this.#latest, { from: commit, to: this.#bad });
    if (old === undefined) return undefined;
    this.oldNames.add(old);
    return { ...test, file: join(tree, old) };
  }
}
