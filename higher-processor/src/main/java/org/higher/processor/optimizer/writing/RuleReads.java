package org.higher.processor.optimizer.writing;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.VariableElement;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.optimizer.rule.Rule;

/** How an optimizer reads the fields of its rule: by a record's accessors, or as they are. */
record RuleReads(Rule rule, FieldReads reads) {
    /** Whether a field is read by an accessor that a record has without writing it. */
    boolean hasAccessor(VariableElement field) {
        return rule.type().getKind() == ElementKind.RECORD
                && rule.source().methods().stream()
                        .noneMatch(
                                m ->
                                        m.getParameters().isEmpty()
                                                && m.getSimpleName().equals(field.getSimpleName()));
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
