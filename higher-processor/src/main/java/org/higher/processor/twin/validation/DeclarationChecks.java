package org.higher.processor.twin.validation;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.types.TypeVariables;

/** Checks whether a class or interface can have a twin at all. */
public final class DeclarationChecks {
    /** The classes in a twin. */
    private static final Set<String> RESERVED = Set.of(Shape.PARAMS, Shape.BOUND);

    private final ClassSource source;
    private final TypeElement type;
    private final Problem.Sink problems;

    private DeclarationChecks(ClassSource source, Problem.Sink problems) {
        this.source = source;
        this.type = source.type();
        this.problems = problems;
    }

    /** What keeps a type from having a twin; anything else would be a consequence. */
    public static List<Problem> problems(ClassSource source) {
        List<Problem> found = new ArrayList<>();
        new DeclarationChecks(source, found::add).check();
        return found;
    }

    private void check() {
        Tree at = source.tree();
        switch (type.getKind()) {
            case CLASS, RECORD -> checkClass(at);
            case INTERFACE -> {}
            default ->
                    problems.report(
                            Message.NOT_A_MODEL,
                            at,
                            type.getSimpleName(),
                            type.getKind() == ElementKind.ENUM ? "an enum" : "an annotation type");
        }
        EntryPoints.missing(type)
                .forEach(
                        name ->
                                problems.report(
                                        Message.NO_SUCH_METHOD, at, name, type.getSimpleName()));
        type.getTypeParameters().forEach(p -> checkParameter(p, at));
        for (Element e = type; e instanceof TypeElement; e = e.getEnclosingElement()) {
            boolean hidden = e.getModifiers().contains(PRIVATE) && !Annotations.isPart(type);
            if (e.equals(type) && Nesting.isInner(type) || hidden) {
                problems.report(Message.INACCESSIBLE_MODEL, at, type.getSimpleName());
                return;
            }
        }
    }

    private void checkParameter(TypeParameterElement parameter, Tree at) {
        if (RESERVED.contains(parameter.getSimpleName().toString())) {
            problems.report(
                    Message.RESERVED_NAME,
                    tree(parameter),
                    "type parameter " + parameter,
                    TwinNames.twin(type).simpleName());
        }
        if (type.getKind() == ElementKind.INTERFACE) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    parameter,
                    type.getSimpleName(),
                    "is one of an interface, whose twin has no other parameters than its own",
                    "declare it in the classes that implement the interface, or in its methods");
        } else if (!TypeVariables.hasOneModule(parameter)) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    parameter,
                    type.getSimpleName(),
                    TypeVariables.SEVERAL,
                    TypeVariables.ONE);
        } else if (!TypeVariables.canStay(parameter)) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    parameter,
                    type.getSimpleName(),
                    "is bounded by what bound twins are not",
                    "let its only bounds be @Functional interfaces, or use the type itself");
        }
    }

    private Tree tree(TypeParameterElement parameter) {
        int index = type.getTypeParameters().indexOf(parameter);
        return source.tree() instanceof ClassTree declared
                ? declared.getTypeParameters().get(index)
                : source.tree();
    }

    private void checkClass(Tree at) {
        if (type.getModifiers().contains(ABSTRACT)) {
            problems.report(Message.ABSTRACT_MODEL, at, type.getSimpleName());
        } else if (!Annotations.isPart(type)
                && !EntryPoints.isIn(type)
                && EntryPoints.missing(type).isEmpty()) {
            problems.report(Message.NO_FORWARD, at, type.getSimpleName());
        }
    }
}
