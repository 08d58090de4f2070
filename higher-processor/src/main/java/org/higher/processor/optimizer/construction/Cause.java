package org.higher.processor.optimizer.construction;

import com.sun.source.tree.Tree;
import javax.lang.model.element.VariableElement;

/** A hyperparameter, and the place where its value got into something. */
public record Cause(VariableElement hyperparameter, Tree at) {
    Cause at(Tree place) {
        return new Cause(hyperparameter, place);
    }
}
