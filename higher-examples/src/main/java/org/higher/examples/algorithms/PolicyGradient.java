package org.higher.examples.algorithms;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.higher.data.Task;
import org.higher.meta.Evaluation;
import org.higher.meta.MetaSgd;
import org.higher.optim.rules.Adam;
import org.higher.tensor.Tensor;

/**
 * Meta-reinforcement learning: a policy for bandits that adapts by one policy-gradient step.
 *
 * <p>A bandit has ten arms. One of the first three pays in 9 of 10 pulls, all others in 1 of 10;
 * which one, a player has to find out from 20 pulls. Both losses are REINFORCE's: pulls are drawn
 * from the present policy, and the gradient of the mean of -log π(arm) (reward - mean reward) is an
 * estimate of that of the expected reward (Williams 1992). As in Finn et al. 2017, section 3.2, how
 * the pulls before adaptation depend on the initial policy is left out of the meta-gradient.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.algorithms.PolicyGradient}
 *
 * <p>Expect: one step from the learned policy, with learned rates, earns far more than from none.
 */
public final class PolicyGradient {
    private static final int ARMS = 10;
    private static final int PULLS = 20;

    private PolicyGradient() {}

    /** Some pulls of a bandit: which arm pays, and where the random numbers come from. */
    private record Pulls(int good, long seed) implements Serializable {
        private static final long serialVersionUID = 1;

        private double chance(int arm) {
            return arm == good ? 0.9 : 0.1;
        }

        /** REINFORCE's loss of arms that the policy itself draws. */
        Tensor loss(FunctionalPolicy.Bound policy) {
            SplittableRandom random = new SplittableRandom(seed);
            Tensor logs = policy.forward();
            double[] likely = logs.detach().exp().toDoubles();
            int[] arms = new int[PULLS];
            float[] rewards = new float[PULLS];
            for (int i = 0; i < PULLS; i++) {
                double left = random.nextDouble();
                while (arms[i] < ARMS - 1 && (left -= likely[arms[i]]) > 0) {
                    arms[i]++;
                }
                rewards[i] = random.nextDouble() < chance(arms[i]) ? 1 : 0;
            }
            Tensor reward = Tensor.of(rewards);
            return logs.gather(0, arms).mul(reward.sub(reward.mean())).mean().neg();
        }

        /** What a pull earns on average. */
        double reward(FunctionalPolicy.Bound policy) {
            double[] likely = policy.forward().exp().toDoubles();
            return IntStream.range(0, ARMS).mapToDouble(a -> likely[a] * chance(a)).sum();
        }
    }

    private static List<Task<Pulls>> bandits(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(
                        i -> {
                            int good = random.nextInt(3);
                            return Task.of(
                                    new Pulls(good, random.nextLong()),
                                    new Pulls(good, random.nextLong()));
                        })
                .toList();
    }

    private static MetaSgd.Builder<FunctionalPolicy.Params, FunctionalPolicy.Bound, Pulls>
            builder() {
        return MetaSgd.of(
                        FunctionalPolicy.of(new Policy(ARMS)),
                        (FunctionalPolicy.Bound policy, Pulls pulls) -> pulls.loss(policy))
                .initialRates(5, 5, 1)
                .score((policy, pulls) -> pulls.reward(policy))
                .outer(new Adam(0.05));
    }

    /** Prints the claim. */
    public static void main(String[] args) {
        List<Task<Pulls>> unseen = bandits(-1, 500);
        MetaSgd<FunctionalPolicy.Bound, Pulls> learner = builder().build();
        Evaluation before = learner.evaluate(unseen);
        for (int step = 0; step < 300; step++) {
            learner.metaStep(bandits(step, 40));
        }
        Evaluation after = learner.evaluate(unseen);
        System.out.printf(
                Locale.ROOT,
                "A pull earns %.2f after one step from no policy, %.2f from the learned one.%n",
                before.meanScore(),
                after.meanScore());
    }
}
