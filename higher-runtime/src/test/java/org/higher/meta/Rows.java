package org.higher.meta;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.higher.array.DType;
import org.higher.data.Stackable;
import org.higher.data.Task;
import org.higher.tensor.Tensor;

/** Float64 inputs [n, 3] and targets [n, 2]. */
record Rows(Tensor x, Tensor y) implements Stackable<Rows> {
    static Rows draw(RandomGenerator random, int count) {
        return new Rows(
                Tensor.normal(random, DType.FLOAT64, count, 3),
                Tensor.normal(random, DType.FLOAT64, count, 2));
    }

    static List<Task<Rows>> tasks(long seed, int count) {
        RandomGenerator random = new SplittableRandom(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> Task.of(draw(random, 5), draw(random, 4)))
                .toList();
    }

    Tensor mse(Tensor prediction) {
        return prediction.mse(y);
    }

    @Override
    public Rows stack(List<Rows> batches) {
        return new Rows(
                Tensor.stackTasks(batches.stream().map(Rows::x).toList()),
                Tensor.stackTasks(batches.stream().map(Rows::y).toList()));
    }
}
