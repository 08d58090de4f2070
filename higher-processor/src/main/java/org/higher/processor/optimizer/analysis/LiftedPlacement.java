package org.higher.processor.optimizer.analysis;

import com.palantir.javapoet.TypeName;
import com.sun.source.tree.Tree;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.element.VariableElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.Placement;

/**
 * The members of an update rule in its optimizer: its own, by their names.
 *
 * @param origin the rule
 * @param copied the methods that are there
 */
record LiftedPlacement(TypeElement origin, Set<ExecutableElement> copied) implements Placement {
    @Override
    public boolean has(ExecutableElement method) {
        return copied.contains(method);
    }

    @Override
    public Optional<String> name(List<ExecutableElement> meant) {
        return Optional.of(meant.get(0).getSimpleName().toString());
    }

    @Override
    public Optional<String> name(VariableElement field) {
        return Optional.of(field)
                .filter(f -> f.getEnclosingElement().equals(origin))
                .map(f -> f.getSimpleName().toString());
    }

    @Override
    public Optional<Inherited> above(List<ExecutableElement> meant) {
        return Optional.empty();
    }

    @Override
    public Optional<TypeName> argument(TypeParameterElement parameter) {
        return Optional.empty();
    }

    @Override
    public Problem absent(String what, Element member, Tree at) {
        return new Problem(
                Message.INHERITED_MEMBER,
                at,
                what,
                member.getEnclosingElement(),
                origin.getSimpleName(),
                origin.getSimpleName());
    }
}
