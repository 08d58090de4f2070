package org.higher.examples.samples;

import org.higher.examples.benchmarks.RootedAdam;
import org.higher.examples.samples.parts.Decaying;
import org.higher.examples.samples.parts.Momentous;
import org.higher.nn.Linear;
import org.higher.nn.Sequential;
import org.higher.nn.Tanh;
import org.higher.optim.testing.RuleCheck;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The differentiable version of a rule of the examples")
class RulesTest {
    @Test
    void ofANumberOrTwoIsTheRule() {
        RuleCheck.check(new Decaying(0.1, 0.5));
        RuleCheck.check(new RootedAdam(0.01));
    }

    @Test
    void ofANetworkIsTheRule() {
        RuleCheck.check(
                new Momentous(new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 1))));
    }
}
