package org.higher.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.higher.Higher;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.functional.testing.TwinCheck;
import org.higher.optim.GradientMode;
import org.higher.optim.Optimizer;
import org.higher.optim.UpdateRule;
import org.higher.optim.rules.Adam;
import org.higher.optim.rules.Lamb;
import org.higher.optim.rules.RmsProp;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real architectures through inner loops: steps in every mode, and meta-gradients. */
class ArchitectureLoopsTest {
    private static final int STEPS = 3;
    private static final double STEP = 1e-6;
    private static final List<UpdateRule<?>> RULES =
            List.of(
                    new Sgd(0.1).withMomentum(0.9),
                    new Adam(0.02).withEps(1e-3),
                    new RmsProp(0.02).withEps(1e-3),
                    new Lamb(0.02));

    static Stream<Architecture<?, ?>> cases() {
        return Architecture.all();
    }

    @Test
    void twinsComputeWhatTheirModelsDo() {
        for (DType dtype : DType.values()) {
            Draws d = new Draws(1, dtype);
            TwinCheck.check(new ResidualNet(d), d.normal(2, 2, 6, 6));
            TwinCheck.check(new Encoder(d), d.normal(2, 3, 4));
            TwinCheck.check(new LanguageModel(d), (Object) new int[] {0, 4, 4, 2});
            TwinCheck.check(new GraphNet(d), d.normal(3, 3), new int[] {0, 1}, new int[] {2, 2});
            TwinCheck.check(new Experts(d), d.normal(5, 4));
            TwinCheck.check(new Flow(d, 2), d.normal(4, 3));
            TwinCheck.check(new HyperNet(d), d.normal(5, 4));
            TwinCheck.check(new Mixer(d), d.normal(2, 3, 4));
            TwinCheck.check(new Decoder(d), d.normal(3, 2, 8));
            TwinCheck.check(new Wide(d), d.normal(4, 3));
            TwinCheck.check(new Deep(d), d.normal(4, 3));
            TwinCheck.check(new Lstm(d), (Object) new Tensor[] {d.normal(4, 3), d.normal(4, 3)});
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <P extends ParamTree, B extends BoundModule> void everyModeTakesThePlainOptimizersSteps(
            Architecture<P, B> of) {
        for (UpdateRule<?> rule : RULES) {
            for (DType dtype : DType.values()) {
                List<double[]> plain = plainSteps(of, dtype, rule);
                for (GradientMode mode : GradientMode.values()) {
                    assertThat(loopSteps(of, dtype, rule, mode))
                            .as("%s, %s, %s", rule, dtype, mode)
                            .usingRecursiveComparison()
                            .isEqualTo(plain);
                }
            }
        }
    }

    private static <P extends ParamTree, B extends BoundModule> List<double[]> plainSteps(
            Architecture<P, B> of, DType dtype, UpdateRule<?> rule) {
        FunctionalModule<P, B> net = of.net(dtype);
        Optimizer<?> optimizer = Optimizer.of(net.parameters(), rule);
        for (int step = 0; step < STEPS; step++) {
            optimizer.zeroGrad();
            of.loss(net.bind(net.params()), 10 + step, dtype).backward();
            optimizer.step();
        }
        return net.parameters().stream().map(Tensor::toDoubles).toList();
    }

    private static <P extends ParamTree, B extends BoundModule> List<double[]> loopSteps(
            Architecture<P, B> of, DType dtype, UpdateRule<?> rule, GradientMode mode) {
        FunctionalModule<P, B> net = of.net(dtype);
        Optimizer<?> inner = Optimizer.of(net.parameters(), rule);
        try (var loop = Higher.innerLoop(net, inner).gradientMode(mode).open()) {
            for (int step = 0; step < STEPS; step++) {
                loop.step(of.loss(loop.model(), 10 + step, dtype));
            }
            return loop.params().leaves().stream().map(Tensor::toDoubles).toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    <P extends ParamTree, B extends BoundModule> void metaGradientsAreThoseOfDifferences(
            Architecture<P, B> of) {
        for (UpdateRule<?> rule : RULES) {
            FunctionalModule<P, B> net = of.net(DType.FLOAT64);
            List<Tensor> start = net.parameters();
            Draws draws = new Draws(5, DType.FLOAT64);
            List<Tensor> along = start.stream().map(w -> draws.normal(w.shape())).toList();
            double slope = 0;
            List<Tensor> gradients = Grad.grad(adapted(of, net, rule, start), start);
            for (int i = 0; i < start.size(); i++) {
                slope += gradients.get(i).mul(along.get(i)).sum().item();
            }
            double ahead = adapted(of, net, rule, moved(start, along, STEP)).item();
            double behind = adapted(of, net, rule, moved(start, along, -STEP)).item();
            double difference = (ahead - behind) / (2 * STEP);
            assertThat(slope)
                    .as("%s", rule)
                    .isCloseTo(difference, Offset.offset(1e-6 * Math.max(1, Math.abs(difference))));
        }
    }

    /** The loss on other data after steps from some weights. */
    private static <P extends ParamTree, B extends BoundModule> Tensor adapted(
            Architecture<P, B> of,
            FunctionalModule<P, B> net,
            UpdateRule<?> rule,
            List<Tensor> start) {
        Optimizer<?> inner = Optimizer.of(net.parameters(), rule);
        try (var loop = Higher.innerLoop(net, inner).open()) {
            loop.fastModel().update(Params.unflatten(net.params(), start));
            for (int step = 0; step < STEPS; step++) {
                loop.step(of.loss(loop.model(), 10 + step, DType.FLOAT64));
            }
            return of.loss(loop.model(), 20, DType.FLOAT64);
        }
    }

    private static List<Tensor> moved(List<Tensor> start, List<Tensor> along, double by) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < start.size(); i++) {
            moved.add(Tensor.parameter(start.get(i).detach().add(along.get(i).mul(by))));
        }
        return moved;
    }
}
