package org.higher.processor.optimizer.writing;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import java.util.List;
import javax.lang.model.element.VariableElement;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.optimizer.analysis.OptimizerModel;

/** How an optimizer reads the fields of its rule: by a record's accessors, or as they are. */
record RuleReads(OptimizerModel model, FieldReads reads) {
    /** Whether a field is read by an accessor that a record has without writing it. */
    boolean hasAccessor(VariableElement field) {
        return model.accessors().contains(field);
    }

    /** An expression for the value of a field of the rule that a variable holds. */
    CodeBlock read(VariableElement field, String from) {
        return hasAccessor(field)
                ? CodeBlock.of("$N.$N()", from, field.getSimpleName().toString())
                : reads.read(field, from);
    }

    /** The handles that reading has needed so far. */
    List<FieldSpec> handles() {
        return reads.handles();
    }
}
