package org.higher.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adadelta;
import org.higher.optim.rules.Adagrad;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.AdamW;
import org.higher.optim.rules.Adamax;
import org.higher.optim.rules.Asgd;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.Lion;
import org.higher.optim.rules.NAdam;
import org.higher.optim.rules.RAdam;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Rprop;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Tensor;

/**
 * A model with an optimizer, of the sweep that the reference runs its optimizer tests over.
 *
 * @param name optimizer, variant
 * @param net the model
 * @param rule the rule of a learning rate
 */
record Configuration<R extends UpdateRule<?>>(String name, Net net, DoubleFunction<R> rule) {
    /** The reference's 38, in its order. */
    static List<Configuration<?>> reference() {
        List<Configuration<?>> all = new ArrayList<>();
        all.add(new Configuration<>("Sgd simple", Net.SIMPLE, Sgd::new));
        all.add(
                new Configuration<>(
                        "Sgd momentum", Net.SIMPLE, lr -> new Sgd(lr).withMomentum(0.1)));
        all.add(
                new Configuration<>(
                        "Sgd nesterov",
                        Net.SIMPLE,
                        lr -> new Sgd(lr).withMomentum(0.1).withNesterov(true)));
        all.add(
                new Configuration<>(
                        "Sgd weight decay", Net.SIMPLE, lr -> new Sgd(lr).withWeightDecay(0.1)));
        all.add(new Configuration<>("Sgd shared", Net.SHARED, Sgd::new));
        all.add(new Configuration<>("Sgd shared sequential", Net.SHARED_SEQUENTIAL, Sgd::new));
        all.add(new Configuration<>("Sgd partially used", Net.PARTIALLY_USED, Sgd::new));
        all.addAll(five("Adam", Adam::new, lr -> new Adam(lr).withWeightDecay(0.1)));
        all.addAll(five("AdamW", AdamW::new, lr -> new AdamW(lr).withWeightDecay(0.1)));
        all.addAll(five("Adadelta", Adadelta::new, lr -> new Adadelta(lr).withWeightDecay(0.1)));
        all.addAll(five("Adamax", Adamax::new, lr -> new Adamax(lr).withWeightDecay(0.1)));
        all.addAll(five("Asgd", Asgd::new, lr -> new Asgd(lr).withWeightDecay(0.1)));
        all.addAll(five("Adagrad", Adagrad::new, lr -> new Adagrad(lr).withWeightDecay(0.1)));
        all.add(
                new Configuration<>(
                        "Adagrad lr decay", Net.SIMPLE, lr -> new Adagrad(lr).withLrDecay(0.1)));
        return all;
    }

    /** Those that the reference has commented out or does not have. */
    static List<Configuration<?>> more() {
        List<Configuration<?>> all = new ArrayList<>();
        all.addAll(five("RmsProp", RmsProp::new, lr -> new RmsProp(lr).withWeightDecay(0.1)));
        all.add(
                new Configuration<>(
                        "RmsProp momentum", Net.SIMPLE, lr -> new RmsProp(lr).withMomentum(0.1)));
        all.add(
                new Configuration<>(
                        "RmsProp centered", Net.SIMPLE, lr -> new RmsProp(lr).withCentered(true)));
        all.add(new Configuration<>("Rprop simple", Net.SIMPLE, Rprop::new));
        all.addAll(five("NAdam", NAdam::new, lr -> new NAdam(lr).withWeightDecay(0.1)));
        all.addAll(five("RAdam", RAdam::new, lr -> new RAdam(lr).withWeightDecay(0.1)));
        all.addAll(five("Lion", Lion::new, lr -> new Lion(lr).withWeightDecay(0.1)));
        all.addAll(five("Lamb", Lamb::new, lr -> new Lamb(lr).withWeightDecay(0.1)));
        return all;
    }

    static Stream<Configuration<?>> all() {
        return Stream.concat(reference().stream(), more().stream());
    }

    private static <R extends UpdateRule<?>> List<Configuration<R>> five(
            String name, DoubleFunction<R> plain, DoubleFunction<R> decaying) {
        return List.of(
                new Configuration<>(name + " simple", Net.SIMPLE, plain),
                new Configuration<>(name + " weight decay", Net.SIMPLE, decaying),
                new Configuration<>(name + " shared", Net.SHARED, plain),
                new Configuration<>(name + " shared sequential", Net.SHARED_SEQUENTIAL, plain),
                new Configuration<>(name + " partially used", Net.PARTIALLY_USED, plain));
    }

    /** One group of all parameters. */
    Optimizer<R> optimizer(List<Tensor> parameters) {
        return Optimizer.of(parameters, rule.apply(0.1));
    }

    /** Two groups of half the parameters each, at different rates. */
    Optimizer<R> grouped(List<Tensor> parameters) {
        int half = parameters.size() / 2;
        return Optimizer.<R>builder()
                .group(parameters.subList(0, half), rule.apply(0.2))
                .group(parameters.subList(half, parameters.size()), rule.apply(0.1))
                .build();
    }

    @Override
    public String toString() {
        return name;
    }
}
