package org.higher.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.higher.optim.RuleCase.scalars;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.higher.array.DType;
import org.higher.tensor.ForwardMode;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Untracked steps in forward mode, against the reverse gradient of recorded ones. */
@DisplayName("Every generated optimizer, in forward mode")
class ForwardHypergradientTest {
    private static final double RELATIVE = 1e-10;

    /** At least as many elements as an update in one pass is for. */
    private static final int[] LARGE = {70, 65};

    static Stream<RuleCase<?>> all() {
        return RuleCase.all();
    }

    @ParameterizedTest(name = "{0}: has the gradient of each hyperparameter")
    @MethodSource("all")
    void hyperparameters(RuleCase<?> each) {
        List<Tensor> learned = scalars(each.values());
        List<Tensor> reverse =
                Grad.of(Bowl.outer(each.unroll(Bowl.start(), learned))).with(learned).orZeros();
        List<Tensor> constants = learned.stream().map(Tensor::detach).toList();
        for (int i = 0; i < constants.size(); i++) {
            int index = i;
            double slope =
                    ForwardMode.jvp(
                                    rate -> {
                                        List<Tensor> hyper = new ArrayList<>(constants);
                                        hyper.set(index, rate);
                                        return Bowl.outer(untracked(each, Bowl.start(), hyper));
                                    },
                                    constants.get(i),
                                    constants.get(i).onesLike())
                            .tangentsOrZeros()
                            .get(0)
                            .item();
            double expected = reverse.get(i).item();
            assertThat(slope)
                    .as(each.keys().get(i).name())
                    .isCloseTo(expected, within(RELATIVE * Math.max(1e-3, Math.abs(expected))));
        }
    }

    @ParameterizedTest(name = "{0}: has the derivative along hyperparameters and weights")
    @MethodSource("all")
    void alongAll(RuleCase<?> each) {
        check(each, Bowl.start(), Bowl::loss, Bowl::outer);
    }

    @ParameterizedTest(name = "{0}: in updates of one pass")
    @MethodSource("all")
    void largeWeights(RuleCase<?> each) {
        large(each, false);
    }

    @ParameterizedTest(name = "{0}: in updates of one pass, of several tasks")
    @MethodSource("all")
    void largeWeightsOfTasks(RuleCase<?> each) {
        large(each, true);
    }

    private static void large(RuleCase<?> each, boolean tasks) {
        RandomGenerator random = new SplittableRandom(5);
        List<Tensor> slopes = new ArrayList<>();
        for (int t = 0; t <= each.steps(); t++) {
            slopes.add(normal(random, tasks));
        }
        check(
                each,
                List.of(normal(random, tasks)),
                (w, t) -> w.get(0).mul(slopes.get(t)).sin().sum(),
                w -> {
                    Tensor end = w.get(0).mul(slopes.get(each.steps())).sin();
                    return (tasks ? end.fromTasks() : end).sum();
                });
    }

    private static Tensor normal(RandomGenerator random, boolean tasks) {
        Tensor all = Tensor.normal(random, DType.FLOAT64, LARGE);
        return tasks ? all.asTasks() : all;
    }

    private interface Outer {
        Tensor of(List<Tensor> weights);
    }

    /** First and second derivatives along a direction, by each mode and both together. */
    private static void check(
            RuleCase<?> each, List<Tensor> start, RuleCase.Loss loss, Outer outer) {
        int count = start.size();
        List<Tensor> at = new ArrayList<>(start);
        at.addAll(scalars(each.values()));
        at.replaceAll(Tensor::detach);
        RandomGenerator random = new SplittableRandom(3);
        List<Tensor> along = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            Tensor x = at.get(i);
            Tensor v = x.onesLike().mul(random.nextGaussian());
            along.add(i < count ? x.add(0.3).mul(v) : v.mul(each.scale(i - count)));
        }
        List<Tensor> leaves = at.stream().map(Tensor::parameter).toList();
        Tensor recorded =
                outer.of(
                        each.unroll(
                                leaves.subList(0, count),
                                leaves.subList(count, leaves.size()),
                                loss));
        List<Tensor> gradients = Grad.of(recorded).createGraph().with(leaves).orZeros();
        Tensor slope = inner(gradients, along);
        double expected = slope.item();
        Tensor forward = slope(each, at, along, count, loss, outer);
        assertThat(forward.item()).isCloseTo(expected, within(RELATIVE * scale(gradients, along)));

        List<Tensor> seconds =
                slope.requiresGrad()
                        ? Grad.of(slope).with(leaves).orZeros()
                        : leaves.stream().map(Tensor::zerosLike).toList();
        Tensor second =
                ForwardMode.jvp(x -> List.of(slope(each, x, along, count, loss, outer)), at, along)
                        .tangentsOrZeros()
                        .get(0);
        assertThat(second.item())
                .isCloseTo(
                        inner(seconds, along).item(),
                        within(10 * RELATIVE * Math.max(1, scale(seconds, along))));
    }

    private static Tensor slope(
            RuleCase<?> each,
            List<Tensor> at,
            List<Tensor> along,
            int count,
            RuleCase.Loss loss,
            Outer outer) {
        ForwardMode.Result result =
                ForwardMode.jvp(
                        x ->
                                List.of(
                                        outer.of(
                                                untracked(
                                                        each,
                                                        x.subList(0, count),
                                                        x.subList(count, x.size()),
                                                        loss))),
                        at,
                        along);
        return result.tangent();
    }

    private static List<Tensor> untracked(
            RuleCase<?> each, List<Tensor> start, List<Tensor> hyper) {
        return untracked(each, start, hyper, Bowl::loss);
    }

    private static List<Tensor> untracked(
            RuleCase<?> each, List<Tensor> start, List<Tensor> hyper, RuleCase.Loss loss) {
        List<Tensor> leaves = start.stream().map(Tensor::parameter).toList();
        return each.unroll(leaves, hyper, loss, GradientMode.UNTRACKED);
    }

    private static Tensor inner(List<Tensor> a, List<Tensor> b) {
        Tensor sum = Tensor.scalar(0, DType.FLOAT64);
        for (int i = 0; i < a.size(); i++) {
            Tensor products = a.get(i).mul(b.get(i));
            sum = sum.add((products.taskCount() > 0 ? products.fromTasks() : products).sum());
        }
        return sum;
    }

    private static double scale(List<Tensor> a, List<Tensor> b) {
        return inner(a.stream().map(Tensor::abs).toList(), b.stream().map(Tensor::abs).toList())
                .item();
    }
}
