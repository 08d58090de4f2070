package org.higher.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.higher.array.DType;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.functional.Params;
import org.higher.functional.testing.TwinCheck;
import org.higher.tensor.DerivativeCheck;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * What every layer must stand: its twin computes what it computes, derivatives are those of
 * differences, and several tasks as one are a loop over tasks.
 *
 * @param twin the layer's
 * @param run what to compute with it, from inputs
 * @param inputs the shapes of the inputs
 */
record LayerCheck<P extends ParamTree, B extends BoundModule>(
        FunctionalModule<P, B> twin,
        BiFunction<B, List<Tensor>, List<Tensor>> run,
        int[]... inputs) {
    private static final int TASKS = 3;

    /** Every check; {@code original} is what {@code run} is, for the model itself. */
    void all(Function<List<Tensor>, List<Tensor>> original) {
        all(original, in -> in);
    }

    /** Every check of a layer whose {@code forward} takes something else than the inputs. */
    void all(
            Function<List<Tensor>, List<Tensor>> original,
            Function<List<Tensor>, List<?>> arguments) {
        isTheOriginal(original);
        List<Tensor> x = draw(new SplittableRandom(8), DType.FLOAT32);
        TwinCheck.check(twin.model(), arguments.apply(x).toArray());
        derivatives(2);
        tasksAreALoop(true);
        tasksAreALoop(false);
    }

    /** Values and gradients are those of the model, bit for bit. */
    void isTheOriginal(Function<List<Tensor>, List<Tensor>> original) {
        RandomGenerator random = new SplittableRandom(5);
        List<Tensor> x = draw(random, DType.FLOAT32);
        List<Tensor> actual = run.apply(twin.bind(twin.params()), x);
        List<Tensor> expected = original.apply(x);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).shape()).isEqualTo(expected.get(i).shape());
            assertThat(actual.get(i).toFloats()).containsExactly(expected.get(i).toFloats());
        }
        List<Tensor> parameters = twin.parameters();
        if (!parameters.isEmpty()) {
            List<Tensor> gradients = Grad.grad(squares(actual), parameters);
            List<Tensor> others = Grad.grad(squares(expected), parameters);
            for (int i = 0; i < gradients.size(); i++) {
                assertThat(gradients.get(i).toFloats()).containsExactly(others.get(i).toFloats());
            }
        }
    }

    /** With respect to all parameters and inputs. */
    void derivatives(int order) {
        RandomGenerator random = new SplittableRandom(6);
        List<Tensor> all = new ArrayList<>(leaves());
        all.addAll(draw(random, DType.FLOAT64));
        int parameters = all.size() - inputs.length;
        DerivativeCheck.check(
                given ->
                        run.apply(
                                bind(given.subList(0, parameters)),
                                given.subList(parameters, given.size())),
                all,
                order);
    }

    /** Values and gradients, where each task has its own inputs, and weights or not. */
    void tasksAreALoop(boolean ownWeights) {
        RandomGenerator random = new SplittableRandom(7);
        List<List<Tensor>> weights = new ArrayList<>();
        List<List<Tensor>> x = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            weights.add(ownWeights || task == 0 ? moved(random) : weights.get(0));
            x.add(draw(random, DType.FLOAT64).stream().map(Tensor::parameter).toList());
        }
        List<Tensor> shared = ownWeights ? together(weights) : weights.get(0);
        List<Tensor> inputsTogether = together(x);
        List<Tensor> batch = run.apply(bind(shared), inputsTogether);
        List<List<Tensor>> loop = new ArrayList<>();
        for (int task = 0; task < TASKS; task++) {
            loop.add(run.apply(bind(weights.get(task)), x.get(task)));
        }
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.get(i).taskCount()).isEqualTo(TASKS);
            List<Tensor> parts = batch.get(i).unstackTasks();
            for (int task = 0; task < TASKS; task++) {
                assertClose(parts.get(task), loop.get(task).get(i));
            }
        }
        Tensor sum = squares(loop.get(0));
        for (int task = 1; task < TASKS; task++) {
            sum = sum.add(squares(loop.get(task)));
        }
        Tensor total = squares(batch).sumOfTasks();
        for (int i = 0; i < shared.size(); i++) {
            compare(total, sum, shared.get(i), column(weights, i));
        }
        for (int i = 0; i < inputs.length; i++) {
            compare(total, sum, inputsTogether.get(i), column(x, i));
        }
    }

    private static void compare(Tensor total, Tensor sum, Tensor at, List<Tensor> apart) {
        Tensor actual = Grad.grad(total, List.of(at)).get(0);
        if (at.taskCount() == 0) {
            assertClose(actual, Grad.grad(sum, apart.subList(0, 1)).get(0));
            return;
        }
        List<Tensor> parts = actual.unstackTasks();
        for (int task = 0; task < TASKS; task++) {
            assertClose(parts.get(task), Grad.grad(sum, List.of(apart.get(task))).get(0));
        }
    }

    private List<Tensor> together(List<List<Tensor>> apart) {
        List<Tensor> together = new ArrayList<>();
        for (int i = 0; i < apart.get(0).size(); i++) {
            together.add(
                    Tensor.parameter(
                            Tensor.stackTasks(
                                    column(apart, i).stream().map(Tensor::detach).toList())));
        }
        return together;
    }

    private static List<Tensor> column(List<List<Tensor>> rows, int i) {
        return rows.stream().map(row -> row.get(i)).toList();
    }

    private B bind(List<Tensor> leaves) {
        return twin.bind(Params.unflatten(twin.params(), leaves));
    }

    private List<Tensor> leaves() {
        return twin.parameters().stream().map(p -> p.detach().to(DType.FLOAT64)).toList();
    }

    private List<Tensor> moved(RandomGenerator random) {
        return leaves().stream()
                .map(p -> p.add(Tensor.normal(random, DType.FLOAT64, p.shape()).mul(0.1)))
                .map(Tensor::parameter)
                .toList();
    }

    private List<Tensor> draw(RandomGenerator random, DType dtype) {
        List<Tensor> drawn = new ArrayList<>();
        for (int[] shape : inputs) {
            drawn.add(Tensor.normal(random, dtype, shape));
        }
        return drawn;
    }

    private static Tensor squares(List<Tensor> outputs) {
        Tensor sum = outputs.get(0).square().sum();
        for (Tensor output : outputs.subList(1, outputs.size())) {
            sum = sum.add(output.square().sum());
        }
        return sum;
    }

    static void assertClose(Tensor actual, Tensor expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertClose(actual, expected.toDoubles());
    }

    static void assertClose(Tensor actual, double... expected) {
        double[] numbers = actual.toDoubles();
        assertThat(numbers).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers[i])
                    .as("element %d", i)
                    .isCloseTo(
                            expected[i], Offset.offset(1e-11 * Math.max(1, Math.abs(expected[i]))));
        }
    }
}
