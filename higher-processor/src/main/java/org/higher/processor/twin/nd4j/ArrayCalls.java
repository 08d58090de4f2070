package org.higher.processor.twin.nd4j;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.names.Meaning;
import org.higher.processor.text.ClassSource;
import org.higher.processor.twin.nd4j.methods.ArrayMethod;
import org.higher.processor.twin.nd4j.methods.ArrayMethod.Effect;
import org.higher.processor.twin.nd4j.methods.ArrayMethods;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nd4j;

/** Which methods of ND4J the calls in a body mean, as far as types are known before attribution. */
final class ArrayCalls {
    private static final Set<String> OWNERS =
            Set.of(
                    ArrayMethod.ARRAY,
                    ArrayMethod.TRANSFORMS,
                    ArrayMethod.INDEXING,
                    ArrayMethod.ND4J,
                    ArrayMethod.NN,
                    ArrayMethod.MATH,
                    ArrayMethod.LINALG);

    private final ClassSource source;

    /** Types that the twin has copies of. */
    private final Predicate<TypeElement> copied;

    private final Set<Tree> inner;
    private final Map<MethodInvocationTree, Optional<ArrayMethod>> rows = new IdentityHashMap<>();

    private ArrayCalls(ClassSource source, Predicate<TypeElement> copied, Set<Tree> inner) {
        this.source = source;
        this.copied = copied;
        this.inner = inner;
    }

    /** Those in a method or a class. */
    static ArrayCalls in(ClassSource source, Predicate<TypeElement> copied, Tree code) {
        return new ArrayCalls(source, copied, InnerArrays.in(source.names(), code));
    }

    /** The class of ND4J whose method a call means; empty if it is another's, or not known. */
    Optional<String> owner(MethodInvocationTree call) {
        ExpressionTree select = call.getMethodSelect();
        if (select instanceof MemberSelectTree s) {
            return owner(s.getExpression());
        }
        return source.names().of(select) instanceof Meaning.Methods m
                ? name((TypeElement) m.candidates().get(0).getEnclosingElement())
                : Optional.empty();
    }

    /** The class of ND4J whose method a reference means. */
    Optional<String> owner(MemberReferenceTree reference) {
        return owner(reference.getQualifierExpression());
    }

    private Optional<String> owner(ExpressionTree qualifier) {
        return source.names()
                .type(qualifier)
                .or(() -> type(qualifier).flatMap(Annotations::element))
                .flatMap(ArrayCalls::name);
    }

    private static Optional<String> name(TypeElement owner) {
        return Optional.of(owner.getQualifiedName().toString()).filter(OWNERS::contains);
    }

    /**
     * The array that an expression names if the twin has no tensor in its place: it is not the
     * model's.
     */
    Optional<VariableElement> foreign(Tree tree) {
        Optional<VariableElement> named =
                tree instanceof MemberSelectTree select
                        ? memberOf(select)
                        : source.names().of(tree) instanceof Meaning.Field f
                                ? Optional.of(f.field())
                                : Optional.empty();
        return named.filter(f -> Nd4j.mentionsArrays(f.asType()))
                .filter(
                        f ->
                                isStatic(f)
                                        || tree instanceof MemberSelectTree
                                                && isElsewhere(f, tree));
    }

    private Optional<VariableElement> memberOf(MemberSelectTree select) {
        return source.typing()
                .receiver(select.getExpression())
                .flatMap(Annotations::element)
                .flatMap(owner -> source.names().field(owner, select.getIdentifier()));
    }

    /** Whether the code of another model may keep there what its last call has left. */
    private static boolean mayBeKept(VariableElement field) {
        return !field.getModifiers().contains(Modifier.FINAL)
                && !Annotations.isTrainable(field)
                && !Annotations.isBuffer(field);
    }

    private static boolean isStatic(VariableElement field) {
        return field.getModifiers().contains(Modifier.STATIC);
    }

    private boolean isElsewhere(VariableElement field, Tree select) {
        ExpressionTree owner = ((MemberSelectTree) select).getExpression();
        return source.ownField((MemberSelectTree) select).isEmpty()
                && !ClassSource.isSuper(owner)
                && (!Annotations.isFunctional(field.getEnclosingElement()) || mayBeKept(field))
                && !copied.test((TypeElement) field.getEnclosingElement());
    }

    static String name(MethodInvocationTree call) {
        ExpressionTree select = call.getMethodSelect();
        return select instanceof MemberSelectTree s
                ? s.getIdentifier().toString()
                : ((IdentifierTree) select).getName().toString();
    }

    /** The row of a call; empty if it is none of ND4J's, or not in the table. */
    Optional<ArrayMethod> row(MethodInvocationTree call) {
        Optional<ArrayMethod> known = rows.get(call);
        if (known == null) {
            known = owner(call).flatMap(owner -> row(owner, call));
            rows.put(call, known);
        }
        return known;
    }

    private Optional<ArrayMethod> row(String owner, MethodInvocationTree call) {
        List<ArrayMethod> rows =
                ArrayMethods.named(owner, name(call)).stream()
                        .filter(r -> r.takes(call.getArguments().size()))
                        .filter(r -> !isFlag(r) || lastLiteral(call) instanceof Boolean)
                        .toList();
        List<ArrayMethod> fitting =
                areAlike(rows) ? rows : rows.stream().filter(r -> fits(r, call)).toList();
        if (fitting.isEmpty() || !areAlike(fitting)) {
            return Optional.empty();
        }
        ArrayMethod row = fitting.get(0);
        boolean copies = isFlag(row) && Boolean.TRUE.equals(lastLiteral(call));
        return Optional.of(
                copies
                        ? new ArrayMethod(row.owner(), row.signature(), row.code(), Effect.NEW)
                        : row);
    }

    /** Whether it does not matter which of some overloads is meant. */
    private static boolean areAlike(List<ArrayMethod> rows) {
        return rows.stream()
                .allMatch(
                        r ->
                                r.code().equals(rows.get(0).code())
                                        && r.effect() == rows.get(0).effect());
    }

    /** Whether the last parameter says whether the argument is copied. */
    private static boolean isFlag(ArrayMethod row) {
        return row.owner().equals(ArrayMethod.TRANSFORMS) && row.signature().endsWith(",boolean)");
    }

    private static Object lastLiteral(MethodInvocationTree call) {
        ExpressionTree last = call.getArguments().get(call.getArguments().size() - 1);
        return ClassSource.bare(last) instanceof LiteralTree literal ? literal.getValue() : "";
    }

    private boolean fits(ArrayMethod row, MethodInvocationTree call) {
        for (int i = 0; i < call.getArguments().size(); i++) {
            if (!fits(row.parameter(i), call.getArguments().get(i))) {
                return false;
            }
        }
        return true;
    }

    /** A flag is written out; what is known to be no array fits none, and the other way round. */
    private boolean fits(String parameter, ExpressionTree argument) {
        ExpressionTree e = ClassSource.bare(argument);
        boolean flag = e instanceof LiteralTree l && l.getValue() instanceof Boolean;
        if (parameter.equals("boolean") || flag) {
            return parameter.equals("boolean") && flag;
        }
        Optional<TypeMirror> type = type(e);
        boolean character = type.filter(t -> t.getKind() == TypeKind.CHAR).isPresent();
        if (character || parameter.equals("char")) {
            return character && parameter.equals("char");
        }
        boolean array = type.filter(Nd4j::isArray).isPresent();
        if (parameter.equals("INDArray")) {
            return array || type.isEmpty() && !(e instanceof LiteralTree);
        }
        return !array;
    }

    /** The type of an expression; that of a call of a row with an array for a result, too. */
    Optional<TypeMirror> type(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (inner.contains(e) || e instanceof MethodInvocationTree call && isArray(call)) {
            return Optional.of(source.elements().getTypeElement(ArrayMethod.ARRAY).asType());
        }
        if (e instanceof AssignmentTree a) {
            return type(a.getVariable());
        }
        if (e instanceof ConditionalExpressionTree c) {
            return type(c.getTrueExpression()).or(() -> type(c.getFalseExpression()));
        }
        return source.typing().of(e);
    }

    private boolean isArray(MethodInvocationTree call) {
        return row(call).filter(ArrayMethod::isArray).isPresent();
    }

    /** What a call changes, or whose elements its result may share. */
    static Optional<ExpressionTree> target(ArrayMethod row, MethodInvocationTree call) {
        if (row.isOfArray()) {
            return call.getMethodSelect() instanceof MemberSelectTree s
                    ? Optional.of(s.getExpression())
                    : Optional.empty();
        }
        return call.getArguments().stream().findFirst().map(ExpressionTree.class::cast);
    }
}
