package org.higher.examples.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.higher.array.DType;
import org.higher.tensor.Grad;
import org.higher.tensor.NoGrad;
import org.higher.tensor.Tensor;

/**
 * W4, what one small operation costs.
 *
 * <p>A chain of 10,000 alternating elementwise products and sums of 32 x 32 elements: its value
 * without and with the tape, its gradient without and with a graph of its own, and the gradient of
 * that.
 */
final class OpOverhead implements Workload {
    private static final int OPERATIONS = 10_000;
    private static final int EXTENT = 32;

    private final Tensor x;
    private final Tensor v;
    private final Tensor a;
    private final Tensor b;

    OpOverhead(DType dtype) {
        SplittableRandom random = new SplittableRandom(0);
        x = normal(random).to(dtype);
        v = normal(random).to(dtype);
        a = Tensor.parameter(normal(random).mul(1e-4).add(1).to(dtype));
        b = Tensor.parameter(normal(random).mul(1e-3).to(dtype));
    }

    private static Tensor normal(SplittableRandom random) {
        return Tensor.normal(random, DType.FLOAT32, EXTENT, EXTENT);
    }

    private Tensor chain() {
        Tensor z = x;
        for (int i = 0; i < OPERATIONS / 2; i++) {
            z = z.mul(a);
            z = z.add(b);
        }
        return z.sum();
    }

    @Override
    public Map<String, Double> run() {
        return measured(new LinkedHashMap<>());
    }

    @Override
    public List<Tensor> gradients() {
        List<Tensor> inputs = List.of(a, b);
        List<Tensor> first = Grad.of(chain()).createGraph().with(inputs).orZeros();
        List<Tensor> all = new ArrayList<>(first);
        all.addAll(Grad.grad(first.get(0).mul(v).sum(), inputs));
        return all;
    }

    private Map<String, Double> measured(Map<String, Double> times) {
        List<Tensor> inputs = List.of(a, b);
        timed("untracked_us_per_op", times, () -> NoGrad.get(this::chain));
        Tensor loss = timed("forward_us_per_op", times, this::chain);
        timed("backward_us_per_op", times, () -> Grad.grad(loss, inputs));
        List<Tensor> first =
                timed(
                        "backward_with_graph_us_per_op",
                        times,
                        () -> Grad.of(loss).createGraph().with(inputs).orZeros());
        Tensor again = first.get(0).mul(v).sum();
        timed("double_backward_us_per_op", times, () -> Grad.grad(again, inputs));
        return times;
    }

    private static <T> T timed(String name, Map<String, Double> times, Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        times.put(name, (System.nanoTime() - start) / 1e3 / OPERATIONS);
        return result;
    }
}
