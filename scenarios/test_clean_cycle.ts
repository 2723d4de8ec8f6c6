// Clean: a cycle is garbage, and the collection after each repetition takes it; the end of an interpreter does so too.
import { defineScenario, type TestContext } from 'refhunt/scenario';

function makeCycle(t: TestContext): void {
  const list = t.list();
  t.append(list, list);
  t.class('Node', { methods: { visit: {} } });
  t.setattr(t.call(t.name('Node')), 'cycle', list);
  t.del('Node');
}

export default defineScenario({
  cases: {
    'CycleTests.test_main': makeCycle,
    'CycleTests.test_subinterpreter': (t) => t.runInSubinterp(makeCycle),
  },
});
