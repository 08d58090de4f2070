package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import org.higher.annotations.support.GeneratedName;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.TypeNames;

/**
 * All that is to be written about an update rule.
 *
 * @param type the rule
 * @param declared its instance fields, in declaration order
 * @param read those of them that its steps read, in the same order
 * @param accessors those that a record has an accessor for without writing it
 * @param original a name for the rule that none of its fields has
 * @param code the methods of the rule, lifted
 * @param contract the interface that the lifted code implements: {@code UpdateRule} or {@code
 *     JointRule}
 * @param stateType its argument
 * @param state where the state holds tensors
 */
public record OptimizerModel(
        TypeElement type,
        List<VariableElement> declared,
        List<VariableElement> read,
        Set<VariableElement> accessors,
        String original,
        LiftedCode code,
        ClassName contract,
        TypeName stateType,
        StateStructure state) {
    public OptimizerModel {
        declared = List.copyOf(declared);
        read = List.copyOf(read);
        accessors = Set.copyOf(accessors);
    }

    public ClassName name() {
        return ClassName.get(type);
    }

    /** The class to be generated. */
    public ClassName generatedName() {
        return TypeNames.generated(GeneratedName.OPTIMIZER, type);
    }

    public boolean isRecord() {
        return type.getKind() == ElementKind.RECORD;
    }

    /** What can be learned: numbers, tensors, modules. */
    public List<VariableElement> hyperparameters() {
        return declared.stream().filter(Annotations::isTrainable).toList();
    }
}
