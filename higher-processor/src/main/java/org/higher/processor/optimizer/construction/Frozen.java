package org.higher.processor.optimizer.construction;

import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Element;

/**
 * What depends on the value of a hyperparameter when a rule is made, and so keeps that value.
 *
 * @param causes by declaration: a field, a class, a method, a local variable
 */
public record Frozen(Map<Object, Cause> causes) {
    /** The hyperparameter that a field or class depends on. */
    public Optional<Cause> of(Element declaration) {
        return Optional.ofNullable(causes.get(declaration));
    }
}
