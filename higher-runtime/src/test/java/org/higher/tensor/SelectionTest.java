package org.higher.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements by labels, indices and order, against loops. */
class SelectionTest {
    private final RandomGenerator random = new SplittableRandom(3);

    @Test
    void labelsPickOneOfEachRow() {
        Tensor logits = Tensor.normal(random, DType.FLOAT32, 50, 7);
        int[] labels = random.ints(50, -7, 7).toArray();
        float[] all = logits.toFloats();
        float[] picked = logits.pick(1, labels).toFloats();
        for (int row = 0; row < 50; row++) {
            assertThat(picked[row]).isEqualTo(all[row * 7 + (labels[row] + 7) % 7]);
        }
        assertThat(logits.pick(1, logits.argMax(1)).toFloats())
                .containsExactly(logits.amax(1).toFloats());
        Tensor cube = logits.slice(1, 0, 6).reshape(5, 10, 6);
        for (int axis = 0; axis < 3; axis++) {
            assertThat(cube.pick(axis, cube.argMax(axis)).toFloats())
                    .containsExactly(cube.amax(axis).toFloats());
        }
    }

    /** Labels of each task by itself. */
    @Test
    void tasksHaveLabelsOfTheirOwn() {
        Tensor logits = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2).asTasks();
        Tensor labels = Tensor.of(new float[] {0, 1, 1, 0}, 2, 2).asTasks();
        assertThat(logits.pick(1, labels).fromTasks().toDoubles()).containsExactly(1, 4, 6, 7);
        assertThat(logits.pick(1, 0, 1).fromTasks().toDoubles()).containsExactly(1, 4, 5, 8);
        Tensor table = Tensor.parameter(Tensor.of(new double[] {10, 20, 30}));
        Tensor own = table.takeAlongAxis(0, labels.add(1));
        assertThat(own.fromTasks().toDoubles()).containsExactly(20, 30, 30, 20);
        own.square().sum().sumOfTasks().backward();
        assertThat(table.grad().orElseThrow().toDoubles()).containsExactly(0, 80, 120);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void indicesAlongAnAxis(int axis) {
        int[] shape = {3, 4, 5};
        int[] indexShape = shape.clone();
        indexShape[axis] = 6;
        int size = Arrays.stream(indexShape).reduce(1, (a, b) -> a * b);
        double[] wanted = random.ints(size, -shape[axis], shape[axis]).asDoubleStream().toArray();
        Tensor x = Tensor.normal(random, DType.FLOAT64, shape);
        Tensor indices = Tensor.of(wanted, indexShape).to(DType.FLOAT32);
        double[] taken = x.takeAlongAxis(axis, indices).toDoubles();
        double[] all = x.toDoubles();
        for (int i = 0; i < size; i++) {
            int[] place = {
                i / (indexShape[1] * indexShape[2]),
                i / indexShape[2] % indexShape[1],
                i % indexShape[2]
            };
            place[axis] = Math.floorMod((int) wanted[i], shape[axis]);
            assertThat(taken[i]).isEqualTo(all[(place[0] * 4 + place[1]) * 5 + place[2]]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void puttingAlongAnAxis(int axis) {
        int[] shape = {3, 4, 5};
        int[] indexShape = shape.clone();
        indexShape[axis] = 6;
        int size = Arrays.stream(indexShape).reduce(1, (a, b) -> a * b);
        double[] wanted = random.ints(size, -shape[axis], shape[axis]).asDoubleStream().toArray();
        Tensor x = Tensor.normal(random, DType.FLOAT64, shape);
        Tensor values = Tensor.normal(random, DType.FLOAT64, indexShape);
        Tensor indices = Tensor.of(wanted, indexShape).to(DType.FLOAT32);
        double[] expected = x.toDoubles();
        for (int i = 0; i < size; i++) {
            int[] place = {
                i / (indexShape[1] * indexShape[2]),
                i / indexShape[2] % indexShape[1],
                i % indexShape[2]
            };
            place[axis] = Math.floorMod((int) wanted[i], shape[axis]);
            expected[(place[0] * 4 + place[1]) * 5 + place[2]] = values.toDoubles()[i];
        }
        assertThat(x.putAlongAxis(axis, indices, values).toDoubles()).isEqualTo(expected);
    }

    /** What is replaced has no gradient, nor has a value that another one has replaced. */
    @Test
    void whatIsReplacedDoesNotCount() {
        Tensor x = Tensor.parameter(Tensor.of(new double[] {1, Double.NaN, 3}));
        Tensor values = Tensor.parameter(Tensor.of(new double[] {Double.NaN, 5}));
        Tensor put = x.putAlongAxis(0, Tensor.of(new double[] {1, 1}), values);
        assertThat(put.toDoubles()).containsExactly(1, 5, 3);
        put.square().sum().backward();
        assertThat(x.grad().orElseThrow().toDoubles()).containsExactly(2, 0, 6);
        assertThat(values.grad().orElseThrow().toDoubles()).containsExactly(0, 10);

        Tensor none = Tensor.zeros(DType.FLOAT64, 0);
        assertThat(x.putAlongAxis(0, none, none).toDoubles()).isEqualTo(x.toDoubles());
        assertThat(none.putAlongAxis(0, none, none).shape()).containsExactly(0);

        Tensor own = Tensor.of(new double[] {0, 2}, 2, 1).asTasks();
        Tensor each = Tensor.of(new double[] {7, 8}, 2, 1).asTasks();
        Tensor plain = Tensor.of(new double[] {1, 2, 3});
        assertThat(plain.putAlongAxis(0, own, each).fromTasks().toDoubles())
                .containsExactly(7, 2, 3, 1, 2, 8);
        assertThat(plain.putAlongAxis(0, own, Tensor.number(9)).fromTasks().toDoubles())
                .containsExactly(9, 2, 3, 1, 2, 9);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 100, 1025})
    void sortsAsJavaDoes(int n) {
        double[] values = random.ints(n, 0, 1 + n / 3).asDoubleStream().toArray();
        values[n / 2] = Double.NaN;
        Tensor column = Tensor.of(values, n, 1);
        Tensor x = Tensor.concat(1, column, column.flip(0));
        for (int lane = 0; lane < 2; lane++) {
            double[] own = x.slice(1, lane, lane + 1).toDoubles();
            // the compare of Double has NaN last, and the sort of a stream is stable
            Comparator<Integer> up = Comparator.comparingDouble(i -> own[i]);
            double[] order = order(n, up);
            double[] reverse = order(n, up.reversed());
            assertThat(x.argsort(0).slice(1, lane, lane + 1).toDoubles()).isEqualTo(order);
            assertThat(x.argsort(0, true).slice(1, lane, lane + 1).toDoubles()).isEqualTo(reverse);
            assertThat(x.sort(0).slice(1, lane, lane + 1).toDoubles())
                    .isEqualTo(Arrays.stream(order).map(i -> own[(int) i]).toArray());
            assertThat(x.topk(0, n / 2).slice(1, lane, lane + 1).toDoubles())
                    .isEqualTo(
                            Arrays.stream(reverse).limit(n / 2).map(i -> own[(int) i]).toArray());
            assertThat(x.argTopk(0, n / 2).slice(1, lane, lane + 1).toDoubles())
                    .isEqualTo(Arrays.copyOf(reverse, n / 2));
        }
        assertThat(x.takeAlongAxis(0, x.argsort(0)).toDoubles()).isEqualTo(x.sort(0).toDoubles());
    }

    private static double[] order(int n, Comparator<Integer> comparator) {
        return IntStream.range(0, n)
                .boxed()
                .sorted(comparator)
                .mapToDouble(Integer::doubleValue)
                .toArray();
    }
}
