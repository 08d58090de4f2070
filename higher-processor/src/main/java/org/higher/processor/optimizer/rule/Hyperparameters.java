package org.higher.processor.optimizer.rule;

import java.util.Optional;
import javax.lang.model.element.VariableElement;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;

/** What a field of a rule is to the optimizer, by its annotation and its type. */
public final class Hyperparameters {
    private Hyperparameters() {}

    /** Whether a field is a number that becomes a tensor. */
    public static boolean isNumber(VariableElement field) {
        return Annotations.isTrainable(field) && Shape.of(field.asType()).isEmpty();
    }

    /** How a hyperparameter that is no number holds tensors or modules. */
    public static Optional<Shape> tree(VariableElement field) {
        return Annotations.isTrainable(field) ? Shape.of(field.asType()) : Optional.empty();
    }

    /** Whether a hyperparameter is a module, or a container of modules. */
    public static boolean holdsModules(VariableElement field) {
        return tree(field).filter(Shape::holdsModules).isPresent();
    }
}
