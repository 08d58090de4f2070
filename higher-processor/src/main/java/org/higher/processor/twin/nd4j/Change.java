package org.higher.processor.twin.nd4j;

import com.sun.source.tree.VariableTree;
import java.util.Optional;

/**
 * A change in place that can be made by an assignment.
 *
 * @param variable the local variable that holds the changed array; empty if none does
 * @param isAssigned whether the variable is given the result here, or by a call around this one
 * @param isStatement whether the assignment is a statement of its own
 */
record Change(Optional<VariableTree> variable, boolean isAssigned, boolean isStatement) {
    static final Change OF_NEW = new Change(Optional.empty(), false, false);
}
