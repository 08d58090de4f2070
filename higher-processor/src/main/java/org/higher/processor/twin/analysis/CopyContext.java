package org.higher.processor.twin.analysis;

import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.hierarchy.TwinPlacement;
import org.higher.processor.twin.state.KeptState;
import org.higher.processor.twin.state.LateFields;

/**
 * What {@code Bound} will have, for code that is copied into it.
 *
 * @param hierarchy the model, and what it inherits
 * @param placement what its members are there
 * @param declared what its fields are, but for those that are kept
 */
record CopyContext(
        Hierarchy hierarchy,
        TwinPlacement placement,
        PrivateTypes privateTypes,
        HelperMethods helperMethods,
        DeclaredRoles declared,
        LateFields late,
        KeptState kept,
        ValueTypes values) {
    /** The model's source. */
    ClassSource model() {
        return hierarchy.own();
    }
}
