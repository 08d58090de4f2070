package org.higher.io.weights;

import java.util.Arrays;
import org.higher.tensor.Tensor;

/**
 * Where a tensor of a model is in PyTorch's state dict.
 *
 * @param path of the tensor in the model
 * @param name of the tensor in the state dict
 * @param part which of its parts along the first axis, from 0 on
 * @param parts how many of equal size it has there; 1 if it is the tensor itself
 */
record Slot(String path, String name, int part, int parts) {
    /** A tensor that both sides have. */
    static Slot whole(String path, String name) {
        return new Slot(path, name, 0, 1);
    }

    /** The shape that the state dict's tensor must have, from that of the model's. */
    int[] shapeFor(Tensor own) {
        int[] shape = own.shape();
        if (parts > 1) {
            shape[0] *= parts;
        }
        return shape;
    }

    /** The part of a state dict's tensor that is the model's. */
    Tensor of(Tensor whole) {
        if (parts == 1) {
            return whole;
        }
        int rows = whole.size(0) / parts;
        return whole.slice(0, part * rows, (part + 1) * rows);
    }

    boolean fits(Tensor whole, Tensor own) {
        return Arrays.equals(whole.shape(), shapeFor(own));
    }
}
