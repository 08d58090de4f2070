package org.higher.internal.io.file;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.higher.array.DType;

/** The words of the manifest; docs/checkpoints.md says what they mean. */
public final class Format {
    /** What the name of every version of the format begins with. */
    public static final String NAME = "higher-checkpoint/";

    /** Goes up when older versions of this library could no longer read what is written. */
    public static final int VERSION = 1;

    public static final String FORMAT = "format";
    public static final String ENTRIES = "entries";
    public static final String KIND = "kind";

    // kinds
    public static final String PARAMS = "params";
    public static final String OPTIMIZER = "optimizer";
    public static final String OVERRIDES = "overrides";
    public static final String NUMBER = "number";
    public static final String TEXT = "text";

    // fields of kinds
    public static final String PARAMETERS = "parameters";
    public static final String BUFFERS = "buffers";
    public static final String RULE = "rule";
    public static final String STEPS = "steps";
    public static final String GROUPS = "groups";
    public static final String PARAMETER = "parameter";
    public static final String STATE = "state";
    public static final String VALUES = "values";

    /** Of which hyperparameters there is a value for each parameter. */
    public static final String BY_PARAMETER = "byParameter";

    public static final String VALUE = "value";

    // values
    public static final String TENSOR = "tensor";
    public static final String DTYPE = "dtype";
    public static final String SHAPE = "shape";
    public static final String TRAINABLE = "trainable";
    public static final String DIGITS = "digits";
    public static final String RECORD = "record";
    public static final String MAP = "map";

    private Format() {}

    /** NumPy's name of an element type. */
    public static String name(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DType> dtype(String name) {
        return Arrays.stream(DType.values()).filter(dtype -> name(dtype).equals(name)).findFirst();
    }

    /** The number that JSON does not have and that is therefore written as this text. */
    public static Optional<Double> special(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Optional.of(Double.valueOf(text));
            default -> Optional.empty();
        };
    }
}
