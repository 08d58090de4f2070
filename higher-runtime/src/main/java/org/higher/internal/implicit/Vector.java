package org.higher.internal.implicit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.higher.tensor.Tensor;

/**
 * The tensors of one linear system as one vector; where there are tasks, one vector for each.
 *
 * <p>Numbers that belong to a vector, such as its norm, are given as one for each task, and as one
 * where there are none.
 */
final class Vector {
    private final List<Tensor> parts;

    Vector(List<Tensor> parts) {
        this.parts = List.copyOf(parts);
    }

    /** The tensors that are there, and zeros of the shape of another vector where there is none. */
    static Vector filled(List<Optional<Tensor>> parts, List<Tensor> like) {
        List<Tensor> all = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            all.add(parts.get(i).orElseGet(like.get(i)::zerosLike));
        }
        return new Vector(all);
    }

    List<Tensor> parts() {
        return parts;
    }

    /** How many systems are solved side by side, at least 1. */
    int systems() {
        return Math.max(1, tasks());
    }

    private int tasks() {
        return parts.get(0).taskCount();
    }

    Vector zeros() {
        return new Vector(parts.stream().map(Tensor::zerosLike).toList());
    }

    /** The inner product with another vector. */
    double[] dot(Vector other) {
        double[] sums = new double[systems()];
        for (int i = 0; i < parts.size(); i++) {
            addTo(sums, parts.get(i).mul(other.parts.get(i)).sum());
        }
        return sums;
    }

    /** The largest magnitude of an element; NaN if there is one. */
    double[] largest() {
        double[] most = new double[systems()];
        for (Tensor part : parts) {
            if (part.size() > 0) {
                double[] own = numbers(part.abs().amax());
                Arrays.setAll(most, i -> Math.max(most[i], own[i]));
            }
        }
        return most;
    }

    private static void addTo(double[] sums, Tensor numbers) {
        double[] own = numbers(numbers);
        Arrays.setAll(sums, i -> sums[i] + own[i]);
    }

    private static double[] numbers(Tensor scalar) {
        return scalar.taskCount() == 0
                ? new double[] {scalar.item()}
                : scalar.fromTasks().toDoubles();
    }

    /** The sum with a multiple of another vector. */
    Vector plus(double[] factors, Vector other) {
        Vector scaled = other.times(factors);
        List<Tensor> sums = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            sums.add(parts.get(i).add(scaled.parts.get(i)));
        }
        return new Vector(sums);
    }

    /** The sum with the same multiple of another vector for all tasks; recorded like any sum. */
    Vector plus(double factor, Vector other) {
        List<Tensor> sums = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            Tensor part = other.parts.get(i);
            sums.add(parts.get(i).add(factor == 1 ? part : part.mul(factor)));
        }
        return new Vector(sums);
    }

    /** The multiple of each task's vector. */
    Vector times(double[] factors) {
        return new Vector(parts.stream().map(part -> part.mul(factor(factors, part))).toList());
    }

    /** A number for each task, as what tensors like a given one are multiplied by. */
    private static Tensor factor(double[] factors, Tensor like) {
        if (like.taskCount() == 0) {
            return like.scalarLike(factors[0]);
        }
        return Tensor.of(factors).to(like.dtype()).to(like.device()).asTasks();
    }
}
