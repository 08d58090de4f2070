package org.higher.processor.optimizer.analysis;

import java.util.List;
import javax.lang.model.element.VariableElement;
import org.higher.processor.optimizer.rule.Rule;

/**
 * All that is to be written about an update rule.
 *
 * @param fields the rule's fields that its steps read, in declaration order
 * @param code the methods of the rule, lifted
 * @param state where the state holds tensors
 */
public record OptimizerModel(
        Rule rule, List<VariableElement> fields, LiftedCode code, StateStructure state) {}
