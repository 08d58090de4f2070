package org.higher.optim.rules;

import java.util.ArrayList;
import java.util.List;
import org.higher.tensor.Tensor;

/** All weights of a group as one vector. */
final class Vectors {
    private Vectors() {}

    /** The elements of some tensors, one tensor after the other. */
    static Tensor flatten(List<Tensor> tensors) {
        return Tensor.concat(0, tensors.stream().map(t -> t.reshape(t.size())).toList());
    }

    /** The parts of a vector, in the shapes of some tensors. */
    static List<Tensor> unflatten(Tensor vector, List<Tensor> like) {
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (Tensor t : like) {
            parts.add(vector.slice(0, from, from + t.size()).reshape(t.shape()));
            from += t.size();
        }
        return List.copyOf(parts);
    }
}
