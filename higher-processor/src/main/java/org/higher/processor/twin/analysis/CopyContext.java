package org.higher.processor.twin.analysis;

import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.PrivateTypes;

/**
 * What {@code Bound} will have, for code that is copied into it.
 *
 * @param model the model's source
 * @param present whether it has a method of the model
 */
record CopyContext(
        ClassSource model,
        Predicate<ExecutableElement> present,
        PrivateTypes privateTypes,
        HelperMethods helperMethods) {}
