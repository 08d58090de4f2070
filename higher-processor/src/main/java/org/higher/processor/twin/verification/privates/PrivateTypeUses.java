package org.higher.processor.twin.verification.privates;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.pipeline.Context;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.Loggers;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.higher.processor.verification.CopiedCode;
import org.higher.processor.verification.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Finds where copied code could tell an object of a copied private type from one of the original:
 * where it gets or gives one, or looks for one in what may be either.
 */
public final class PrivateTypeUses implements Verifier.ClassInspection {
    /** Methods of any object that tell its class or identity. */
    private static final Set<String> TELLING =
            Set.of("getClass", "getDeclaringClass", "describeConstable");

    /** Methods of the JDK that take the class of an enum to make or find its constants. */
    private static final Set<String> OF_ENUM =
            Set.of("valueOf", "noneOf", "allOf", "EnumMap", "<init>");

    private static final String COMPARED = "it is compared with what may be the original's: ";

    private final Context context;
    private final Trees trees;
    private final Types types;
    private final TypeElement model;
    private final CopiedCode code;
    private final Set<String> converted;

    private PrivateTypeUses(
            Context context, TypeElement model, CopiedCode code, Set<String> converted) {
        this.context = context;
        this.trees = context.javac().trees();
        this.types = context.types();
        this.model = model;
        this.code = code;
        this.converted = converted;
    }

    /**
     * For the code of a twin.
     *
     * @param converted types of fields whose values are made of the original's
     * @param values other classes whose objects are
     */
    public static PrivateTypeUses of(
            Context context,
            TypeElement model,
            CopiedCode code,
            Collection<TypeMirror> converted,
            Collection<TypeElement> values) {
        Set<String> names = RecordIdentity.in(converted);
        values.forEach(v -> names.add(v.getQualifiedName().toString()));
        return new PrivateTypeUses(context, model, code, names);
    }

    /** Takes what cannot be copied, and why. */
    interface Refusal {
        void refuse(Tree at, TypeElement copied, String reason);
    }

    @Override
    public void inspect(TreePath classPath, Problem.Sink sink) {
        Refusal refusal = (at, copied, reason) -> refuse(sink, at, copied, reason);
        code.eachBody(
                trees,
                classPath,
                (method, body) -> {
                    new Scan(refusal).scan(body, null);
                    new RecordIdentity(context, this, converted, refusal, sink).scan(body, null);
                });
        if (trees.getElement(classPath) instanceof TypeElement t && hasThrowables(t)) {
            Throwables.check(trees, types, code, outermost(classPath), refusal);
        }
    }

    /** Whether this is the class of the file that is looked at for exceptions. */
    private boolean hasThrowables(TypeElement attributed) {
        return attributed.getQualifiedName().contentEquals(model.getQualifiedName())
                && !code.types().isEmpty();
    }

    private static TreePath outermost(TreePath classPath) {
        TreePath path = classPath;
        while (path.getParentPath().getLeaf() instanceof ClassTree) {
            path = path.getParentPath();
        }
        return path;
    }

    private void refuse(Problem.Sink sink, Tree at, TypeElement copied, String reason) {
        sink.report(
                Message.NOT_COPIED,
                at,
                copied.getSimpleName(),
                TwinNames.twin(model).simpleName(),
                reason);
    }

    Optional<TypeElement> copied(@Nullable TypeMirror type) {
        return mentioned(type).filter(code::hasType).findFirst();
    }

    /** A private type, be it copied or not. */
    private Optional<TypeElement> hidden(@Nullable TypeMirror type) {
        return mentioned(type).filter(t -> code.hasType(t) || isPrivate(t)).findFirst();
    }

    private static Stream<TypeElement> mentioned(@Nullable TypeMirror type) {
        return type == null ? Stream.of() : Shape.mentioned(type);
    }

    private static boolean isPrivate(TypeElement type) {
        return !Nesting.isInBody(type)
                && Nesting.isPrivate(type)
                && !Annotations.isFunctional(type); // whose twin other twins can name
    }

    /** Whether a value that is declared as something else may be of a copied type. */
    boolean mayBe(TypeElement copied, @Nullable TypeMirror declared) {
        return declared instanceof DeclaredType
                && types.isSubtype(types.erasure(copied.asType()), types.erasure(declared));
    }

    private final class Scan extends TreePathScanner<@Nullable Void, @Nullable Void> {
        private final Refusal refusal;

        Scan(Refusal refusal) {
            this.refusal = refusal;
        }

        private @Nullable TypeMirror type(Tree child) {
            return trees.getTypeMirror(new TreePath(getCurrentPath(), child));
        }

        private void refuse(Tree at, TypeElement copied, String reason) {
            refusal.refuse(at, copied, reason);
        }

        /** Something that is of a copied type on one side only. */
        private void compare(Tree at, @Nullable TypeMirror one, @Nullable TypeMirror other) {
            if (isNull(one) || isNull(other)) {
                return;
            }
            Optional<TypeElement> first = copied(one);
            Optional<TypeElement> second = copied(other);
            if (first.isPresent() != second.isPresent()) {
                refuse(at, first.or(() -> second).get(), COMPARED + at);
            }
        }

        private boolean isNull(@Nullable TypeMirror type) {
            return type == null || type.getKind() == TypeKind.NULL;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
            if (tree.getKind() == Tree.Kind.EQUAL_TO || tree.getKind() == Tree.Kind.NOT_EQUAL_TO) {
                compare(tree, type(tree.getLeftOperand()), type(tree.getRightOperand()));
            }
            return super.visitBinary(tree, null);
        }

        @Override
        public @Nullable Void visitTypeCast(TypeCastTree tree, @Nullable Void unused) {
            if (copied(type(tree.getType())).isPresent()) {
                compare(tree, type(tree.getType()), type(tree.getExpression()));
            }
            return super.visitTypeCast(tree, null);
        }

        @Override
        public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
            if (tree.getType() != null && copied(type(tree.getType())).isPresent()) {
                compare(tree, type(tree.getType()), type(tree.getExpression()));
            }
            checkPatterns(tree.getExpression(), tree.getPattern());
            return super.visitInstanceOf(tree, null);
        }

        @Override
        public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
            tree.getCases().forEach(c -> checkPatterns(tree.getExpression(), c));
            return super.visitSwitch(tree, null);
        }

        @Override
        public @Nullable Void visitSwitchExpression(
                SwitchExpressionTree tree, @Nullable Void unused) {
            tree.getCases().forEach(c -> checkPatterns(tree.getExpression(), c));
            return super.visitSwitchExpression(tree, null);
        }

        /** A pattern of a copied type, and a value that is declared as something else. */
        private void checkPatterns(ExpressionTree value, @Nullable Tree patterns) {
            if (patterns == null || copied(type(value)).isPresent()) {
                return;
            }
            new TreePathScanner<@Nullable Void, @Nullable Void>() {
                @Override
                public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
                    if (tree != null && tree.getKind().name().endsWith("_PATTERN")) {
                        copied(trees.getTypeMirror(new TreePath(getCurrentPath(), tree)))
                                .ifPresent(
                                        t ->
                                                refuse(
                                                        tree,
                                                        t,
                                                        "it is looked for in what may be the"
                                                                + " original's: "
                                                                + value));
                    }
                    return super.scan(tree, null);
                }
            }.scan(new TreePath(Scan.this.getCurrentPath(), patterns), null);
        }

        @Override
        public @Nullable Void visitMethodInvocation(
                MethodInvocationTree tree, @Nullable Void unused) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method) {
                TypeMirror receiver =
                        tree.getMethodSelect() instanceof MemberSelectTree select
                                ? trees.getTypeMirror(
                                        new TreePath(
                                                new TreePath(getCurrentPath(), select),
                                                select.getExpression()))
                                : null;
                checkArguments(tree, method, receiver, tree.getArguments());
                if (TELLING.contains(method.getSimpleName().toString())) {
                    copied(receiver)
                            .ifPresent(t -> refuse(tree, t, "its class is asked for: " + tree));
                }
            }
            return super.visitMethodInvocation(tree, null);
        }

        @Override
        public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement constructor) {
                checkArguments(
                        tree,
                        constructor,
                        trees.getTypeMirror(getCurrentPath()),
                        tree.getArguments());
            }
            return super.visitNewClass(tree, null);
        }

        /** Arguments for code that was not copied. */
        private void checkArguments(
                Tree call,
                ExecutableElement method,
                @Nullable TypeMirror receiver,
                List<? extends ExpressionTree> arguments) {
            TypeElement owner = (TypeElement) method.getEnclosingElement();
            if (code.has(method) || owner.getKind() == ElementKind.ENUM) {
                return;
            }
            boolean foreign = !JdkMethods.isOfJdk(owner) && !Loggers.areOf(owner);
            int last = method.getParameters().size() - 1;
            List<ExpressionTree> compared = new ArrayList<>();
            for (int i = 0; i < arguments.size() && last >= 0; i++) {
                VariableElement parameter = method.getParameters().get(Math.min(i, last));
                ExpressionTree argument = arguments.get(i);
                if (JdkMethods.compares(method.getSimpleName().toString(), parameter.asType())
                        && !Loggers.areOf(owner)
                        && !isClassLiteral(argument)) {
                    compared.add(argument);
                }
                if (foreign && !isClassLiteral(argument)) {
                    copied(type(argument))
                            .ifPresent(t -> refuse(call, t, "it is given to " + name(method)));
                }
            }
            if (method.getModifiers().contains(Modifier.STATIC)) {
                compareEach(call, compared);
            } else {
                compared.forEach(argument -> checkArgument(call, argument, receiver));
            }
        }

        /** {@code Objects.equals(act, Act.A)}: arguments are compared with each other. */
        private void compareEach(Tree call, List<ExpressionTree> arguments) {
            List<TypeMirror> given =
                    arguments.stream().map(this::type).filter(t -> !isNull(t)).toList();
            if (given.stream().anyMatch(t -> copied(t).isEmpty())) {
                given.stream()
                        .flatMap(t -> copied(t).stream())
                        .findFirst()
                        .ifPresent(t -> refuse(call, t, COMPARED + call));
            }
        }

        private static String name(ExecutableElement method) {
            return method.getEnclosingElement().getSimpleName() + "." + method.getSimpleName();
        }

        /** An argument for a method of the JDK, which may compare it with the receiver. */
        private void checkArgument(
                Tree call, ExpressionTree argument, @Nullable TypeMirror receiver) {
            Optional<TypeElement> given = copied(type(argument));
            Optional<TypeElement> other = copied(receiver);
            if (given.isPresent() != other.isPresent()) {
                given.or(() -> other.filter(t -> mayBe(t, type(argument))))
                        .ifPresent(t -> refuse(call, t, COMPARED + call));
            }
        }

        private boolean isClassLiteral(ExpressionTree tree) {
            return tree instanceof MemberSelectTree select
                    && select.getIdentifier().contentEquals("class");
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
            if (isClassLiteral(tree)) {
                Tree around = getCurrentPath().getParentPath().getLeaf();
                Element user = trees.getElement(getCurrentPath().getParentPath());
                boolean ofEnum =
                        (around instanceof MethodInvocationTree || around instanceof NewClassTree)
                                && user != null
                                && OF_ENUM.contains(user.getSimpleName().toString());
                copied(type(tree.getExpression()))
                        .filter(t -> !ofEnum)
                        .ifPresent(t -> refuse(tree, t, "its class is asked for: " + tree));
            } else {
                checkMember(tree);
            }
            return super.visitMemberSelect(tree, null);
        }

        @Override
        public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
            checkMember(tree);
            return super.visitIdentifier(tree, null);
        }

        @Override
        public @Nullable Void visitMemberReference(
                MemberReferenceTree tree, @Nullable Void unused) {
            checkMember(tree);
            return super.visitMemberReference(tree, null);
        }

        /** A method or field that knows the original's type only. */
        private void checkMember(Tree tree) {
            Element member = trees.getElement(getCurrentPath());
            if (member instanceof ExecutableElement method && !code.has(method)) {
                Stream.of(
                                Stream.of(method.getReturnType()),
                                method.getThrownTypes().stream(),
                                method.getParameters().stream().map(Element::asType))
                        .flatMap(types -> types)
                        .flatMap(t -> hidden(t).stream())
                        .findFirst()
                        .ifPresent(
                                t -> refuse(tree, t, member.getSimpleName() + "() is not copied"));
            } else if (member instanceof VariableElement field
                    && field.getKind().isField()
                    && !code.isInside(field.getEnclosingElement())
                    && !code.reads(field)) {
                hidden(field.asType())
                        .ifPresent(
                                t ->
                                        refuse(
                                                tree,
                                                t,
                                                "field " + field.getSimpleName() + " holds one"));
            }
        }
    }
}
