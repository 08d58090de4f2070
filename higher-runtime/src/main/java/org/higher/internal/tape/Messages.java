package org.higher.internal.tape;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.higher.array.DType;

/** The texts of messages about values: formatting, and descriptions of a value. */
public final class Messages {
    /** How many elements a description lists. */
    private static final int MOST = 12;

    private Messages() {}

    /** Formats a message; shapes given as {@code int[]} are spelled out. */
    public static String of(String format, Object... arguments) {
        Object[] spelled = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            spelled[i] =
                    arguments[i] instanceof int[] shape ? Arrays.toString(shape) : arguments[i];
        }
        return String.format(Locale.ROOT, format, spelled);
    }

    /** Tasks, type, shape, device, the first elements, and whether there is a gradient. */
    public static String describe(Value x) {
        double[] values = x.kernels().toDoubles(x.data());
        String elements =
                Arrays.stream(values)
                        .limit(MOST)
                        .mapToObj(
                                value ->
                                        x.dtype() == DType.FLOAT32
                                                ? Float.toString((float) value)
                                                : Double.toString(value))
                        .collect(Collectors.joining(", "));
        return "Tensor(%s on %s: %s%s%s)"
                .formatted(
                        kind(x),
                        x.device().name(),
                        elements,
                        values.length > MOST ? ", ..." : "",
                        x.requiresGrad() ? "; requires grad" : "");
    }

    /** The type and shape of a tensor, as {@code FLOAT32 [2, 3]}, and the number of its tasks. */
    public static String kind(Value x) {
        String tasks = x.tasks() == null ? "" : x.taskCount() + " tasks of ";
        return tasks + x.dtype() + " " + Arrays.toString(x.shape());
    }
}
