package org.higher.io;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.higher.array.DType;

/** The words of the manifest; docs/checkpoints.md says what they mean. */
final class Format {
    /** What the name of every version of the format begins with. */
    static final String NAME = "higher-checkpoint/";

    /** Goes up when older versions of this library could no longer read what is written. */
    static final int VERSION = 1;

    static final String FORMAT = "format";
    static final String ENTRIES = "entries";
    static final String KIND = "kind";

    // kinds
    static final String PARAMS = "params";
    static final String OPTIMIZER = "optimizer";
    static final String OVERRIDES = "overrides";
    static final String NUMBER = "number";
    static final String TEXT = "text";

    // fields of kinds
    static final String PARAMETERS = "parameters";
    static final String BUFFERS = "buffers";
    static final String RULE = "rule";
    static final String STEPS = "steps";
    static final String GROUPS = "groups";
    static final String PARAMETER = "parameter";
    static final String STATE = "state";
    static final String VALUES = "values";
    static final String VALUE = "value";

    // values
    static final String TENSOR = "tensor";
    static final String DTYPE = "dtype";
    static final String SHAPE = "shape";
    static final String TRAINABLE = "trainable";
    static final String DIGITS = "digits";
    static final String RECORD = "record";
    static final String MAP = "map";

    private Format() {}

    /** NumPy's name of an element type. */
    static String name(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }

    static Optional<DType> dtype(String name) {
        return Arrays.stream(DType.values()).filter(dtype -> name(dtype).equals(name)).findFirst();
    }

    /** The number that JSON does not have and that is therefore written as this text. */
    static Optional<Double> special(String text) {
        return switch (text) {
            case "NaN", "Infinity", "-Infinity" -> Optional.of(Double.valueOf(text));
            default -> Optional.empty();
        };
    }
}
