package org.higher.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.higher.array.DType;
import org.higher.internal.io.state.StateEncoder;
import org.higher.internal.io.state.Value;
import org.higher.optim.OptimizerState;
import org.higher.tensor.Tensor;

/** Texts that are equal where tensors have the same bits. */
final class Bits {
    private Bits() {}

    static String of(Tensor tensor) {
        String bits =
                tensor.dtype() == DType.FLOAT32
                        ? bits(tensor.toFloats())
                        : bits(tensor.toDoubles());
        return tensor.dtype() + Arrays.toString(tensor.shape()) + bits;
    }

    static List<String> of(Collection<Tensor> tensors) {
        return tensors.stream().map(Bits::of).toList();
    }

    static List<String> of(OptimizerState state) {
        List<String> bits = new ArrayList<>();
        state.groups().forEach(g -> g.forEach(s -> bits.add(of(s.orElse("none")))));
        return bits;
    }

    /** Through all records and containers, by the encoder. */
    private static String of(Object state) {
        return of(StateEncoder.encode(state, "state"));
    }

    private static String of(Value value) {
        if (value instanceof Value.Leaf leaf) {
            return of(leaf.tensor());
        }
        if (value instanceof Value.Struct struct) {
            return struct.components().keySet() + all(struct.components().values());
        }
        if (value instanceof Value.Dictionary map) {
            Map<String, Value> sorted = new TreeMap<>(map.elements());
            return sorted.keySet() + all(sorted.values());
        }
        if (value instanceof Value.Sequence sequence) {
            return all(sequence.elements());
        }
        return value.toString();
    }

    private static String all(Collection<Value> values) {
        return values.stream().map(Bits::of).toList().toString();
    }

    private static String bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return Arrays.toString(bits);
    }

    private static String bits(double[] values) {
        long[] bits = new long[values.length];
        Arrays.setAll(bits, i -> Double.doubleToRawLongBits(values[i]));
        return Arrays.toString(bits);
    }
}
