package org.higher.meta;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.higher.Higher;
import org.higher.InnerLoop;
import org.higher.Learner;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * What inner steps are taken with.
 *
 * @param rule makes the update rule
 * @param adapts the parameters that it moves
 */
record InnerRule(Learner.Factory<? extends UpdateRule<?>> rule, PathFilter adapts)
        implements Serializable {

    /** An inner loop over a model. */
    <P extends ParamTree, B extends BoundModule> InnerLoop<P, B, UpdateRule<?>> open(
            FunctionalModule<P, B> net, GradientMode mode, int tasks) {
        Optimizer<UpdateRule<?>> inner =
                Optimizer.of(List.copyOf(adapted(net, adapts).values()), rule.create());
        return Higher.innerLoop(net, inner)
                .copyInitialWeights(mode == GradientMode.UNTRACKED)
                .gradientMode(mode)
                .tasks(tasks)
                .open();
    }

    /**
     * The parameters that adapt, by path: those chosen that are not frozen.
     *
     * @throws IllegalArgumentException if there are none
     */
    static Map<String, Tensor> adapted(FunctionalModule<?, ?> net, PathFilter adapts) {
        Map<String, Tensor> all = Params.named(net.params());
        Map<String, Tensor> chosen = Params.named(net.params());
        chosen.entrySet().removeIf(e -> !e.getValue().requiresGrad() || !adapts.test(e.getKey()));
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException(
                    "adapting: none of the parameters "
                            + all.keySet()
                            + " is chosen and not frozen; choose one that the inner loop moves");
        }
        return chosen;
    }
}
