package org.higher.processor.optimizer.rule;

import com.palantir.javapoet.ClassName;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.higher.annotations.support.GeneratedName;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TypeNames;
import org.jspecify.annotations.Nullable;

/**
 * An update rule as it was written: its hyperparameters, its state, the methods that matter.
 *
 * @param state the argument of {@code UpdateRule<S>}
 * @param joint whether it moves all tensors of a group together, as a {@code JointRule<S>}
 * @param kinds the types of the expressions in its code
 * @param calls the methods that the calls in its code mean
 */
public record Rule(
        ClassSource source, TypeMirror state, boolean joint, ValueKinds kinds, Calls calls) {

    /** The rule of a class that {@link #stateOf} knows a state of. */
    public static Rule of(ClassSource source, Types types) {
        ValueKinds kinds = new ValueKinds(source.typing());
        TypeMirror type = source.type().asType();
        return new Rule(
                source,
                stateOf(type, types).orElseThrow(),
                argumentOf(type, RuntimeTypes.JOINT_RULE, types).isPresent(),
                kinds,
                Calls.in(source, kinds, types));
    }

    /** The state of the update rule that a type is; nothing if it is none. */
    public static Optional<TypeMirror> stateOf(TypeMirror type, Types types) {
        return argumentOf(type, RuntimeTypes.UPDATE_RULE, types);
    }

    /** The first type argument of a type or of a supertype that is a generic interface. */
    private static Optional<TypeMirror> argumentOf(
            TypeMirror type, ClassName generic, Types types) {
        if (type instanceof DeclaredType d
                && ((TypeElement) d.asElement())
                        .getQualifiedName()
                        .contentEquals(generic.canonicalName())) {
            return d.getTypeArguments().stream().<TypeMirror>map(t -> t).findFirst();
        }
        return types.directSupertypes(type).stream()
                .flatMap(t -> argumentOf(t, generic, types).stream())
                .findFirst();
    }

    public TypeElement type() {
        return source.type();
    }

    /** The class to be generated. */
    public ClassName generatedName() {
        return TypeNames.generated(GeneratedName.OPTIMIZER, type());
    }

    /** What can be learned: numbers, tensors, modules. */
    public List<VariableElement> hyperparameters() {
        return source.fields().stream().filter(Annotations::isTrainable).toList();
    }

    /** {@code init} and {@code update}, as far as the class declares them itself. */
    public List<ExecutableElement> entries() {
        return source.methods().stream().filter(this::isEntry).toList();
    }

    /** Whether a method is {@code init} or {@code update}, by its parameters. */
    public boolean isEntry(ExecutableElement method) {
        List<? extends VariableElement> parameters = method.getParameters();
        int tensors =
                (int)
                        parameters.stream()
                                .map(VariableElement::asType)
                                .takeWhile(
                                        t -> Annotations.isTensor(t) || joint && isListOfTensors(t))
                                .count();
        return switch (method.getSimpleName().toString()) {
            case "init" -> parameters.size() == 1 && tensors == 1;
            case "update" -> parameters.size() == 3 && tensors >= 2;
            default -> false;
        };
    }

    /** What a joint rule is given. */
    private static boolean isListOfTensors(TypeMirror type) {
        return type instanceof DeclaredType list
                && ((TypeElement) list.asElement())
                        .getQualifiedName()
                        .contentEquals(List.class.getName())
                && list.getTypeArguments().stream().anyMatch(Annotations::isTensor);
    }

    /** All methods that a step may call, with their declarations, in the order of the class. */
    public Map<ExecutableElement, MethodTree> reachable() {
        return declarations(source.reachable(entries(), method -> source.gotten(method).isEmpty()));
    }

    /** The given methods with their declarations, in the order of the class. */
    public Map<ExecutableElement, MethodTree> declarations(Set<ExecutableElement> methods) {
        Map<ExecutableElement, MethodTree> declarations = new LinkedHashMap<>();
        source.methods().stream()
                .filter(methods::contains)
                .forEach(m -> declarations.put(m, source.tree(m).orElseThrow()));
        return Collections.unmodifiableMap(declarations);
    }

    /** Every name that occurs in the class, as a variable or as something mentioned. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
                names.add(tree.getName().toString());
                return super.visitVariable(tree, null);
            }

            @Override
            public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
                names.add(tree.getName().toString());
                return super.visitIdentifier(tree, null);
            }
        }.scan(source.tree(), null);
        return names;
    }

    /** The local variable that an expression names. */
    public Optional<VariableTree> local(ExpressionTree expression) {
        return ClassSource.bare(expression) instanceof IdentifierTree id
                        && source.names().of(id) instanceof Meaning.Local l
                ? Optional.of(l.declaration())
                : Optional.empty();
    }

    /** Whether a tree names the type of a real number. */
    public boolean isReal(Tree type) {
        return source.typing().named(type).map(ValueKind::of).orElse(ValueKind.OTHER)
                == ValueKind.REAL;
    }
}
