package org.higher.processor.names;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.PrimitiveTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.ExecutableType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.higher.processor.types.Inheritance;

/**
 * Types of simple expressions, without inference and without overload resolution.
 *
 * <p>Enough to tell a tensor, a number and a string apart, and for good messages. Nothing that must
 * be right depends on it.
 */
public final class Typing {
    private final Elements elements;
    private final Types types;
    private final TypeElement type;
    private final Names names;

    /** What was found for calls before: each link of a chain asks for all links before it. */
    private final Map<MethodInvocationTree, List<ExecutableElement>> candidates =
            new IdentityHashMap<>();

    private final Map<MethodInvocationTree, Optional<TypeMirror>> results = new IdentityHashMap<>();

    public Typing(Elements elements, Types types, TypeElement type, Names names) {
        this.elements = elements;
        this.types = types;
        this.type = type;
        this.names = names;
    }

    /** What names mean, from which types are known. */
    public Names names() {
        return names;
    }

    /** The type of an expression; empty where it would take inference. */
    public Optional<TypeMirror> of(ExpressionTree expression) {
        if (expression instanceof ParenthesizedTree p) {
            return of(p.getExpression());
        }
        if (expression instanceof LiteralTree l) {
            return literal(l.getValue());
        }
        if (expression instanceof TypeCastTree c) {
            return named(c.getType());
        }
        if (expression instanceof NewClassTree n) {
            return named(n.getIdentifier());
        }
        if (expression instanceof ConditionalExpressionTree c) {
            return of(c.getTrueExpression());
        }
        if (expression instanceof ArrayAccessTree a) {
            return of(a.getExpression())
                    .filter(ArrayType.class::isInstance)
                    .map(t -> ((ArrayType) t).getComponentType());
        }
        if (expression instanceof IdentifierTree id) {
            return identifier(id);
        }
        if (expression instanceof MemberSelectTree s && s.getIdentifier().contentEquals("this")) {
            return names.type(s.getExpression()).map(TypeElement::asType);
        }
        if (expression instanceof MemberSelectTree s) {
            return receiver(s.getExpression())
                    .filter(DeclaredType.class::isInstance)
                    .map(DeclaredType.class::cast)
                    .flatMap(
                            owner ->
                                    names.field((TypeElement) owner.asElement(), s.getIdentifier())
                                            .map(f -> types.asMemberOf(owner, f)));
        }
        if (!(expression instanceof MethodInvocationTree call)) {
            return Optional.empty();
        }
        Optional<TypeMirror> known = results.get(call);
        if (known == null) {
            known = result(call);
            results.put(call, known);
        }
        return known;
    }

    /** A type without type arguments. */
    public TypeMirror erasure(TypeMirror type) {
        return types.erasure(type);
    }

    /** Whether a type is {@code Integer} or another class around a primitive value. */
    public boolean isBoxed(TypeMirror type) {
        try {
            return types.unboxedType(type) != null;
        } catch (IllegalArgumentException notBoxed) {
            return false;
        }
    }

    private Optional<TypeMirror> literal(Object value) {
        if (value == null) {
            return Optional.empty();
        }
        TypeMirror boxed = elements.getTypeElement(value.getClass().getName()).asType();
        return Optional.of(value instanceof String ? boxed : types.unboxedType(boxed));
    }

    private Optional<TypeMirror> identifier(IdentifierTree id) {
        Meaning meaning = names.of(id);
        if (meaning == Meaning.Opaque.SELF && id.getName().contentEquals("this")) {
            return Optional.of(type.asType());
        }
        if (meaning instanceof Meaning.Field f) {
            return Optional.of(typeOf(f.field()));
        }
        return meaning instanceof Meaning.Local l ? local(l.declaration()) : Optional.empty();
    }

    /** What a field's type is in this class, which may have it from a generic one. */
    private TypeMirror typeOf(VariableElement field) {
        boolean inherited =
                !field.getModifiers().contains(Modifier.STATIC)
                        && Inheritance.isAbove(field.getEnclosingElement(), type);
        return inherited ? types.asMemberOf((DeclaredType) type.asType(), field) : field.asType();
    }

    private Optional<TypeMirror> local(VariableTree declaration) {
        return declaration.getType() != null
                ? named(declaration.getType())
                : Optional.ofNullable(declaration.getInitializer()).flatMap(this::of);
    }

    /** What all methods that a call may mean return, if they agree. */
    private Optional<TypeMirror> result(MethodInvocationTree call) {
        List<TypeMirror> results =
                callees(call).stream().map(ExecutableType::getReturnType).toList();
        boolean same =
                results.stream().allMatch(r -> types.isSameType(r, results.get(0)))
                        && !results.isEmpty()
                        && results.get(0).getKind() != TypeKind.TYPEVAR;
        return same ? Optional.of(results.get(0)) : Optional.empty();
    }

    /** The methods that a call may mean, by name and number of arguments. */
    public List<ExecutableElement> candidates(MethodInvocationTree call) {
        List<ExecutableElement> known = candidates.get(call);
        if (known == null) {
            known = find(call);
            candidates.put(call, known);
        }
        return known;
    }

    private List<ExecutableElement> find(MethodInvocationTree call) {
        List<ExecutableElement> named = List.of();
        if (call.getMethodSelect() instanceof IdentifierTree id
                && names.of(id) instanceof Meaning.Methods m) {
            named = m.candidates();
        } else if (call.getMethodSelect() instanceof MemberSelectTree s
                && receiver(s.getExpression()).orElse(null) instanceof DeclaredType d) {
            named = names.methods((TypeElement) d.asElement(), s.getIdentifier());
        }
        int arguments = call.getArguments().size();
        return named.stream()
                .filter(m -> m.isVarArgs() || m.getParameters().size() == arguments)
                .toList();
    }

    /** The methods that a call may mean, as members of the receiver's type. */
    public List<ExecutableType> callees(MethodInvocationTree call) {
        Optional<TypeMirror> receiver =
                call.getMethodSelect() instanceof MemberSelectTree s
                        ? receiver(s.getExpression())
                        : Optional.of(type.asType());
        List<ExecutableType> callees = new ArrayList<>();
        for (ExecutableElement m : candidates(call)) {
            TypeMirror owner = types.erasure(m.getEnclosingElement().asType());
            boolean member =
                    receiver.filter(r -> types.isSubtype(types.erasure(r), owner)).isPresent();
            callees.add(
                    (ExecutableType)
                            (member
                                    ? types.asMemberOf((DeclaredType) receiver.get(), m)
                                    : m.asType()));
        }
        return callees;
    }

    /** The type on the left of a dot, whether it is an expression or a class. */
    public Optional<TypeMirror> receiver(ExpressionTree expression) {
        if (names.of(expression) instanceof Meaning.Type t) {
            return Optional.of(t.type().asType());
        }
        return above(expression).or(() -> of(expression)).map(Typing::bound);
    }

    /** The type that {@code super}, {@code Net.super} or {@code Layer.super} stands for. */
    private Optional<TypeMirror> above(ExpressionTree expression) {
        if (expression instanceof IdentifierTree id && id.getName().contentEquals("super")) {
            return names.of(id) == Meaning.Opaque.SELF
                    ? Optional.of(type.getSuperclass())
                    : Optional.empty();
        }
        if (expression instanceof MemberSelectTree s && s.getIdentifier().contentEquals("super")) {
            return names.type(s.getExpression())
                    .map(t -> t.equals(type) ? t.getSuperclass() : t.asType());
        }
        return Optional.empty();
    }

    /** What is known of a type: for a variable, its bound. */
    private static TypeMirror bound(TypeMirror type) {
        if (type instanceof TypeVariable variable) {
            return bound(variable.getUpperBound());
        }
        return type instanceof IntersectionType both ? bound(both.getBounds().get(0)) : type;
    }

    /** The type that a tree names. */
    public Optional<TypeMirror> named(Tree tree) {
        if (tree instanceof PrimitiveTypeTree p) {
            TypeKind kind = p.getPrimitiveTypeKind();
            return Optional.of(
                    kind == TypeKind.VOID ? types.getNoType(kind) : types.getPrimitiveType(kind));
        }
        if (tree instanceof ArrayTypeTree a) {
            return named(a.getType()).map(types::getArrayType);
        }
        if (names.of(tree) instanceof Meaning.TypeParameter p) {
            return Optional.of(p.parameter().asType());
        }
        return names.type(tree).map(element -> parameterized(element, tree));
    }

    /** A name without type arguments is that of a raw type. */
    private TypeMirror parameterized(TypeElement element, Tree tree) {
        if (!(tree instanceof ParameterizedTypeTree) && !(tree instanceof AnnotatedTypeTree)) {
            return types.erasure(element.asType());
        }
        if (tree instanceof ParameterizedTypeTree p && !p.getTypeArguments().isEmpty()) {
            List<TypeMirror> arguments =
                    p.getTypeArguments().stream().flatMap(a -> named(a).stream()).toList();
            return arguments.size() == element.getTypeParameters().size()
                            && arguments.stream().noneMatch(a -> a.getKind().isPrimitive())
                    ? types.getDeclaredType(element, arguments.toArray(TypeMirror[]::new))
                    : types.erasure(element.asType());
        }
        return element.asType();
    }
}
