package org.higher.processor.twin.nd4j;

import com.sun.source.tree.VariableTree;
import org.jspecify.annotations.Nullable;

/**
 * What an expression's array is: new and held by nobody, that of a local variable, or any.
 *
 * @param isView whether it is another array with elements of the variable's
 */
record Held(boolean isNew, @Nullable VariableTree by, boolean isView) {
    static final Held NEW = new Held(true, null, false);
    static final Held ELSEWHERE = new Held(false, null, false);

    static Held by(VariableTree variable) {
        return new Held(false, variable, false);
    }

    Held view() {
        return new Held(isNew, by, by != null);
    }
}
