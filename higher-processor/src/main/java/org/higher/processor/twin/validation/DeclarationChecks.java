package org.higher.processor.twin.validation;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;

import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.TypeParameterElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.hierarchy.EntryPoints;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;

/** Checks whether a class or interface can have a twin at all. */
public final class DeclarationChecks {
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
            if (e.equals(type) && Nesting.isInner(type) || e.getModifiers().contains(PRIVATE)) {
                problems.report(Message.INACCESSIBLE_MODEL, at, type.getSimpleName());
                return;
            }
        }
    }

    /** A type parameter stays one in the twin: any, or one of bound twins of a layer type. */
    private void checkParameter(TypeParameterElement parameter, Tree at) {
        List<? extends TypeMirror> bounds = parameter.getBounds();
        boolean layers =
                bounds.stream()
                        .allMatch(
                                b ->
                                        b instanceof DeclaredType d
                                                && d.getTypeArguments().isEmpty()
                                                && d.asElement().getKind().isInterface()
                                                && Annotations.isFunctional(d.asElement()));
        boolean plain =
                bounds.stream()
                        .flatMap(Shape::mentioned)
                        .noneMatch(
                                t ->
                                        Annotations.isFunctional(t)
                                                || Annotations.isTensor(t.asType()));
        if (type.getKind() == ElementKind.INTERFACE) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    parameter,
                    type.getSimpleName(),
                    "is one of an interface, whose twin has no other parameters than its own",
                    "declare it in the classes that implement the interface, or in its methods");
        } else if (!layers && !plain) {
            problems.report(
                    Message.GENERIC_MODEL,
                    at,
                    parameter,
                    type.getSimpleName(),
                    "is bounded by what bound twins are not",
                    "let its only bounds be @Functional interfaces, or use the type itself");
        }
    }

    private void checkClass(Tree at) {
        if (type.getModifiers().contains(ABSTRACT)) {
            problems.report(Message.ABSTRACT_MODEL, at, type.getSimpleName());
        } else if (!EntryPoints.isIn(type) && EntryPoints.missing(type).isEmpty()) {
            problems.report(Message.NO_FORWARD, at, type.getSimpleName());
        }
    }
}
