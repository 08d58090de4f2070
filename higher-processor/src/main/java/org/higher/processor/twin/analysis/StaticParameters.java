package org.higher.processor.twin.analysis;

import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.Hierarchy;
import org.higher.processor.twin.state.NewParameters;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;

/** Static fields that hold parameters: the twin would share them with the original. */
final class StaticParameters {
    private final Hierarchy hierarchy;
    private final ClassSource source;

    StaticParameters(Hierarchy hierarchy, ClassSource source) {
        this.hierarchy = hierarchy;
        this.source = source;
    }

    /** The static field that a name in copied code stands for, if it holds parameters. */
    Optional<VariableElement> named(Tree name) {
        return field(name)
                .filter(f -> f.getModifiers().contains(Modifier.STATIC))
                .filter(f -> holdsModules(f) || isParameter(f));
    }

    /** The field that a name stands for, if it stands for a field by itself or of a class. */
    Optional<VariableElement> field(Tree name) {
        if (name instanceof IdentifierTree identifier) {
            return source.names().of(identifier) instanceof Meaning.Field f
                    ? Optional.of(f.field())
                    : Optional.empty();
        }
        return name instanceof MemberSelectTree select
                ? source.names()
                        .type(select.getExpression())
                        .flatMap(t -> source.names().field(t, select.getIdentifier()))
                : Optional.empty();
    }

    private static boolean holdsModules(VariableElement field) {
        return Shape.mentioned(field.asType())
                .filter(Annotations::isFunctional)
                .anyMatch(module -> holdsTensors(module, new HashSet<>()));
    }

    /** An interface or abstract class may have any module behind it. */
    private static boolean holdsTensors(TypeElement module, Set<TypeElement> seen) {
        return seen.add(module)
                && (!module.getKind().isClass()
                        || module.getModifiers().contains(Modifier.ABSTRACT)
                        || ElementFilter.fieldsIn(module.getEnclosedElements()).stream()
                                .filter(f -> !f.getModifiers().contains(Modifier.STATIC))
                                .flatMap(f -> Shape.mentioned(f.asType()))
                                .anyMatch(
                                        t ->
                                                Annotations.isTensor(t.asType())
                                                        || Annotations.isFunctional(t)
                                                                && holdsTensors(t, seen)));
    }

    /** A tensor that the model itself makes a parameter. */
    private boolean isParameter(VariableElement field) {
        Optional<ClassSource> declared = hierarchy.source(field);
        if (!Shape.mentionsTensors(field.asType()) || declared.isEmpty()) {
            return false;
        }
        return Annotations.isTrainable(field)
                || declared.get().tree(field) instanceof VariableTree declaration
                        && NewParameters.areIn(declaration.getInitializer());
    }
}
