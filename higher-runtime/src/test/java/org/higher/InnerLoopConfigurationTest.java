package org.higher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.nn.Linear;
import org.higher.nn.Losses;
import org.higher.nn.RandomScope;
import org.higher.optim.Optimizer;
import org.higher.optim.Overrides;
import org.higher.optim.rules.DifferentiableSgd;
import org.higher.optim.rules.Sgd;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps are taken again as they were configured, whatever the model's configuration is by then:
 * gradients have the bits of steps on the tape.
 */
class InnerLoopConfigurationTest {
    private static final int MANY = 5;

    private final Tensor xs = CentredLoops.data(1, 6, 3);
    private final Tensor ys = CentredLoops.data(2, 6, 2);
    private final Tensor xq = CentredLoops.data(3, 5, 3);
    private final Tensor yq = CentredLoops.data(4, 5, 2);
    private final Tensor rate = Tensor.parameter(Tensor.scalar(0.001, DType.FLOAT64));

    static Stream<Named<Consumer<Switched>>> switches() {
        return Stream.of(
                change("nothing", m -> {}),
                change("eval()", m -> m.train(false)),
                change("eval() of a layer", m -> m.norm.eval()),
                change("a number", m -> m.scale = 3),
                change("how often a layer is called", m -> m.repeats = 2),
                change("an enum constant", m -> m.shift = Switched.Shift.DOWN),
                change("an optional", m -> m.clip = Optional.of(0.5)),
                change("an array", m -> m.factors = new double[] {0, 1}),
                change("a function", m -> m.activation = x -> x.sigmoid()),
                change("a submodule", m -> m.head = other()),
                change("both places of a submodule", m -> m.tied = m.head = other()));
    }

    private static Linear other() {
        return Switched.linear(new SplittableRandom(9), 4, 2);
    }

    private static Named<Consumer<Switched>> change(String name, Consumer<Switched> change) {
        return Named.of(name, change);
    }

    private interface Program {
        void run(Switched model, Loop loop);
    }

    /** An inner loop over one model. */
    private final class Loop {
        private final InnerLoop<FunctionalSwitched.Params, FunctionalSwitched.Bound, Sgd> loop;
        private int step;

        Loop(InnerLoop<FunctionalSwitched.Params, FunctionalSwitched.Bound, Sgd> loop) {
            this.loop = loop;
        }

        void unroll() {
            int from = step;
            loop.unroll(MANY, (m, k) -> loss(m, from + k));
            step += MANY;
        }

        void step() {
            int k = step++;
            loop.step(m -> loss(m, k));
        }

        private Tensor loss(FunctionalSwitched.Bound model, int k) {
            return Losses.mse(model.forward(xs.mul(1 + 0.1 * k)), ys);
        }
    }

    @ParameterizedTest
    @MethodSource("switches")
    void afterTheUnroll(Consumer<Switched> change) {
        assertAsOnTheTape(
                (model, loop) -> {
                    loop.unroll();
                    change.accept(model);
                });
    }

    @ParameterizedTest
    @MethodSource("switches")
    void betweenUnrolls(Consumer<Switched> change) {
        assertAsOnTheTape(
                (model, loop) -> {
                    loop.unroll();
                    change.accept(model);
                    loop.unroll();
                });
    }

    @ParameterizedTest
    @MethodSource("switches")
    void betweenTwoSteps(Consumer<Switched> change) {
        assertAsOnTheTape(
                (model, loop) -> {
                    loop.step();
                    loop.step();
                    change.accept(model);
                    loop.step();
                    loop.step();
                });
    }

    @Test
    void toAndFroWithEachStep() {
        assertAsOnTheTape(
                (model, loop) -> {
                    for (int k = 0; k < MANY; k++) {
                        model.train(k % 2 == 0);
                        model.scale = k;
                        loop.step();
                    }
                });
    }

    /** What a forward pass leaves in the model's own fields between two steps. */
    @Test
    void thePassesBetweenTwoStepsDoNotCount() {
        assertAsOnTheTape(
                (model, loop) -> {
                    loop.step();
                    loop.loop.model().forward(xq);
                    loop.step();
                    loop.loop.model().forward(xq);
                    model.train(false);
                    loop.step();
                });
    }

    @SuppressWarnings("try") // layers find the scope
    private void assertAsOnTheTape(Program program) {
        List<List<double[]>> found = new ArrayList<>();
        for (Memory memory :
                List.of(
                        Memory.full(),
                        Memory.snapshots(1),
                        Memory.snapshots(2),
                        Memory.savedGradients(),
                        Memory.budget("220 kB"),
                        Memory.mixedMode())) {
            Switched model = new Switched(7);
            FunctionalSwitched net = FunctionalSwitched.of(model);
            List<Tensor> learned = new ArrayList<>(net.parameters());
            learned.add(rate);
            Tensor outer;
            try (RandomScope draws = RandomScope.open(3);
                    var loop =
                            Higher.innerLoop(
                                            net,
                                            Optimizer.of(
                                                    net.parameters(),
                                                    new Sgd(0.001).withMomentum(0.5)))
                                    .copyInitialWeights(false)
                                    .override(Overrides.of(DifferentiableSgd.LR, rate))
                                    .memory(memory)
                                    .open()) {
                program.run(model, new Loop(loop));
                outer = Losses.mse(loop.model().forward(xq), yq);
            }
            found.add(Grad.gradOrZeros(outer, learned).stream().map(Tensor::toDoubles).toList());
        }
        assertThat(found.get(0)).allSatisfy(g -> assertThat(g).doesNotContain(Double.NaN));
        int mixed = found.size() - 1;
        for (List<double[]> again : found.subList(1, mixed)) {
            MemoryLoops.assertSame(again, found.get(0));
        }
        MemoryLoops.assertClose(found.get(mixed), found.get(0), 1e-11);
    }
}
