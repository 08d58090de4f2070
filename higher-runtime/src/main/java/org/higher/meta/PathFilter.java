package org.higher.meta;

import java.io.Serializable;
import org.higher.internal.Arguments;

/** Chooses parameters by their dotted path, such as {@code hidden.weight}. */
@FunctionalInterface
public interface PathFilter extends Serializable {
    /** Whether the parameter at a path is chosen. */
    boolean test(String path);

    /** All parameters. */
    static PathFilter all() {
        return path -> true;
    }

    /** Those of one submodule, or the one parameter, at a path. */
    static PathFilter under(String root) {
        Arguments.nonNull("PathFilter", root, "path");
        return path -> path.equals(root) || path.startsWith(root + ".");
    }

    /** The others. */
    default PathFilter negate() {
        return path -> !test(path);
    }
}
