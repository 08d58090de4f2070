package org.higher.processor.optimizer.validation;

import static javax.lang.model.element.Modifier.ABSTRACT;
import static javax.lang.model.element.Modifier.PRIVATE;
import static javax.lang.model.element.Modifier.STATIC;

import com.sun.source.tree.MethodTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.NestingKind;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.util.ElementFilter;
import org.higher.processor.codegen.FieldReads;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.optimizer.rule.Rule;
import org.higher.processor.optimizer.rule.ValueKind;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Shape;

/** Checks whether a class can have a differentiable optimizer at all. */
public final class DeclarationChecks {
    private final Rule rule;
    private final TypeElement type;
    private final Problem.Sink problems;

    private DeclarationChecks(Rule rule, Problem.Sink problems) {
        this.rule = rule;
        this.type = rule.type();
        this.problems = problems;
    }

    /** What is wrong with a rule's declaration; its code is not worth a look then. */
    public static List<Problem> problems(Rule rule) {
        List<Problem> found = new ArrayList<>();
        new DeclarationChecks(rule, found::add).check();
        return found;
    }

    private void check() {
        checkClass();
        checkEntries();
        checkInherited();
        Set<String> constants = new TreeSet<>();
        for (VariableElement field : ElementFilter.fieldsIn(type.getEnclosedElements())) {
            if (Annotations.isTrainable(field)) {
                checkHyperparameter(field, constants);
            } else if (!isStaticField(field)) {
                checkSetting(field);
            }
        }
        rule.reachable().forEach(this::checkText);
    }

    /** The code that is copied knows modules as bound twins only. */
    private void checkSetting(VariableElement field) {
        Shape.mentioned(field.asType())
                .filter(Annotations::isFunctional)
                .findFirst()
                .ifPresent(
                        module ->
                                problems.report(
                                        Message.UNTRAINED_MODULE,
                                        rule.source().tree(field),
                                        field,
                                        module.getSimpleName()));
    }

    private void checkClass() {
        boolean open = type.getNestingKind() != NestingKind.LOCAL;
        for (Element e = type; e instanceof TypeElement t; e = e.getEnclosingElement()) {
            boolean inner = t.getNestingKind() == NestingKind.MEMBER && !isStatic(t);
            open &= !inner && !t.getModifiers().contains(PRIVATE);
        }
        if (!open || !isClass()) {
            problems.report(Message.INACCESSIBLE_RULE, rule.source().tree(), type);
        }
        if (!type.getTypeParameters().isEmpty()) {
            problems.report(Message.GENERIC_RULE, rule.source().tree(), type);
        }
        if (type.getModifiers().contains(ABSTRACT)) {
            problems.report(Message.ABSTRACT_RULE, rule.source().tree(), type);
        }
    }

    private boolean isClass() {
        return type.getKind() == ElementKind.CLASS || type.getKind() == ElementKind.RECORD;
    }

    /** A record is static without saying so. */
    private static boolean isStatic(TypeElement type) {
        return type.getModifiers().contains(STATIC) || type.getKind() == ElementKind.RECORD;
    }

    private void checkEntries() {
        for (String name : new String[] {"init", "update"}) {
            if (rule.entries().stream().noneMatch(m -> m.getSimpleName().contentEquals(name))) {
                problems.report(Message.NO_UPDATE, rule.source().tree(), type, name, name);
            }
        }
    }

    private void checkInherited() {
        Optional<TypeElement> above = superclass(type);
        while (above.isPresent()) {
            TypeElement c = above.get();
            for (VariableElement field : ElementFilter.fieldsIn(c.getEnclosedElements())) {
                if (Annotations.isTrainable(field)) {
                    problems.report(
                            Message.INHERITED_HYPERPARAMETER, rule.source().tree(), field, c, type);
                }
            }
            above = superclass(c);
        }
    }

    private static Optional<TypeElement> superclass(TypeElement type) {
        return Annotations.element(type.getSuperclass());
    }

    private void checkHyperparameter(VariableElement field, Set<String> constants) {
        boolean number =
                ValueKind.of(field.asType()) == ValueKind.REAL
                        && field.asType().getKind().isPrimitive();
        if (!number && Shape.of(field.asType()).isEmpty()) {
            problems.report(
                    Message.TRAINABLE_NOT_REAL, rule.source().tree(field), field, field.asType());
        }
        if (isStaticField(field)) {
            problems.report(Message.STATIC_HYPERPARAMETER, rule.source().tree(field), field);
        }
        String constant = FieldReads.constantName(field.getSimpleName().toString());
        if (!constants.add(constant)) {
            problems.report(Message.SAME_KEY, rule.source().tree(field), field, constant);
        }
    }

    private static boolean isStaticField(VariableElement field) {
        return field.getModifiers().contains(STATIC);
    }

    /** A lifted body needs its text and, for comparisons with javac's view, its positions. */
    private void checkText(ExecutableElement method, MethodTree tree) {
        if (!rule.source().isReadable(method) || rule.source().original(tree) != tree) {
            problems.report(Message.UNREADABLE_METHOD, tree, method.getSimpleName());
        }
    }
}
