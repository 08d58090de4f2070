package org.higher.meta;

import java.util.List;
import org.higher.array.DType;
import org.higher.data.Stackable;
import org.higher.data.Task;
import org.higher.tensor.Tensor;

/** A loss a/2 (w - m)², one for each task. */
record Parabola(Tensor curvature, Tensor minimum) implements Stackable<Parabola> {
    static Parabola of(double curvature, double minimum) {
        return new Parabola(number(curvature), number(minimum));
    }

    static Tensor number(double value) {
        return Tensor.scalar(value, DType.FLOAT64);
    }

    /** A task with parabolas to adapt to and to be judged by. */
    static Task<Parabola> task(double a, double s, double c, double q) {
        return Task.of(of(a, s), of(c, q));
    }

    Tensor loss(Tensor w) {
        return w.sub(minimum).square().mul(curvature).mul(0.5);
    }

    @Override
    public Parabola stack(List<Parabola> batches) {
        return new Parabola(
                Tensor.stackTasks(batches.stream().map(Parabola::curvature).toList()),
                Tensor.stackTasks(batches.stream().map(Parabola::minimum).toList()));
    }
}
