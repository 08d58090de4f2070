package org.higher.processor.twin.analysis;

import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreeScanner;
import java.util.Optional;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.jspecify.annotations.Nullable;

/** Finds where code needs the class of a module itself, in whose place the twin has another. */
final class ModuleClasses {
    private final ClassSource source;
    private final Problem.Sink problems;

    ModuleClasses(ClassSource source, Problem.Sink problems) {
        this.source = source;
        this.problems = problems;
    }

    /** Looks at a tree, not at its parts. */
    void check(Tree tree) {
        if (tree instanceof MemberReferenceTree reference) {
            checkReference(reference);
        } else if (tree instanceof NewClassTree creation) {
            checkCreation(creation);
        } else if (tree instanceof TypeCastTree cast) {
            checkCast(cast);
        } else if (tree instanceof ClassTree local) {
            checkLocalClass(local);
        } else if (tree.getKind().name().equals("DECONSTRUCTION_PATTERN")) {
            checkDeconstruction(tree);
        } else if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
            source.names().type(tree).ifPresent(t -> checkBounds(t, tree));
        }
    }

    /** What comes out of an {@code Object} or a raw list is the original, not its twin. */
    private void checkCast(TypeCastTree cast) {
        Optional<TypeMirror> from = source.typing().of(cast.getExpression());
        Optional<TypeElement> to = source.names().type(cast.getType());
        if (from.isEmpty() || to.isEmpty() || from.get().getKind() != TypeKind.DECLARED) {
            return;
        }
        boolean isModule = Shape.mentioned(from.get()).anyMatch(Annotations::isFunctional);
        if (!isModule
                && Annotations.isFunctional(to.get())
                && source.ownField(root(cast.getExpression())).isPresent()) {
            reportObject(cast, to.get());
        }
    }

    /** What an expression begins with: the {@code list} of {@code (list.get(0))}. */
    private static ExpressionTree root(ExpressionTree expression) {
        ExpressionTree e = ClassSource.bare(expression);
        if (e instanceof MethodInvocationTree call) {
            return call.getMethodSelect() instanceof MemberSelectTree select
                    ? root(select.getExpression())
                    : e;
        }
        if (e instanceof ArrayAccessTree array) {
            return root(array.getExpression());
        }
        boolean own =
                e instanceof MemberSelectTree select
                        && ClassSource.bare(select.getExpression()) instanceof IdentifierTree name
                        && name.getName().contentEquals("this");
        return e instanceof MemberSelectTree select && !own ? root(select.getExpression()) : e;
    }

    private void reportObject(Tree at, TypeElement module) {
        problems.report(
                Message.MODULE_OBJECT,
                at,
                at,
                TwinNames.twin(module).simpleName() + ".Bound",
                module.getSimpleName());
    }

    /** A class of which a type parameter must be a module cannot be one of twins. */
    private void checkBounds(TypeElement used, Tree at) {
        if (Annotations.isFunctional(used)) {
            return;
        }
        used.getTypeParameters().stream()
                .flatMap(p -> p.getBounds().stream())
                .flatMap(Shape::mentioned)
                .filter(Annotations::isFunctional)
                .findFirst()
                .ifPresent(
                        module ->
                                problems.report(
                                        Message.MODULE_LEAVES,
                                        at,
                                        used.getSimpleName() + "<...>",
                                        module.getSimpleName(),
                                        "leave the bound of its type parameter out"));
    }

    private void checkReference(MemberReferenceTree tree) {
        if (tree.getMode() == MemberReferenceTree.ReferenceMode.NEW) {
            checkCreated(tree.getQualifierExpression(), tree);
        }
    }

    private void checkCreation(NewClassTree tree) {
        checkCreated(tree.getIdentifier(), tree);
        source.names()
                .type(tree.getIdentifier())
                .filter(Nesting::isInner)
                .ifPresent(
                        t ->
                                problems.report(
                                        Message.INNER_CLASS,
                                        tree,
                                        t.getSimpleName(),
                                        t.getEnclosingElement()));
    }

    private void checkLocalClass(ClassTree tree) {
        if (tree.getExtendsClause() != null) {
            checkCreated(tree.getExtendsClause(), tree);
        }
        tree.getImplementsClause().forEach(t -> checkCreated(t, tree));
    }

    /** Record patterns came after the oldest JDK that this processor runs on. */
    private void checkDeconstruction(Tree tree) {
        new TreeScanner<@Nullable Void, @Nullable Void>() {
            private boolean found;

            @Override
            public @Nullable Void scan(@Nullable Tree child, @Nullable Void unused) {
                if (found || child == null) {
                    return null;
                }
                found = child != tree; // the type comes first
                if (found) {
                    source.names()
                            .type(child)
                            .filter(Annotations::isFunctional)
                            .ifPresent(
                                    t ->
                                            problems.report(
                                                    Message.DECONSTRUCTS_MODEL,
                                                    tree,
                                                    t.getSimpleName()));
                }
                return super.scan(child, null);
            }
        }.scan(tree, null);
    }

    private void checkCreated(Tree named, Tree at) {
        source.names()
                .type(named)
                .filter(Annotations::isFunctional)
                .ifPresent(
                        t ->
                                problems.report(
                                        Message.FORWARD_CREATES_MODULE, at, t.getSimpleName()));
    }
}
