package org.higher.processor.names;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeParameterTree;
import com.sun.source.tree.VariableTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;
import org.higher.processor.types.Annotations;
import org.jspecify.annotations.Nullable;

/** One walk over a body that gives every name its meaning. */
final class ScopeWalk extends BlockScopes {
    private final Declarations declarations;
    private final Map<Tree, Meaning> meanings;
    private final Typing typing;
    private final InnerMembers members;

    /** How many classes inside the body are around the current place. */
    private int classDepth;

    ScopeWalk(
            Declarations declarations,
            Map<Tree, Meaning> meanings,
            Set<Tree> typePositions,
            Typing typing) {
        super(typePositions);
        this.declarations = declarations;
        this.meanings = meanings;
        this.typing = typing;
        this.members = new InnerMembers(scope, declarations, meanings);
    }

    void walk(Tree root) {
        nested(() -> scan(root, null));
    }

    /** Walks over a member class, whose name is a type like any other. */
    void walkMember(ClassTree tree) {
        type(tree.getExtendsClause());
        types(tree.getImplementsClause());
        nested(() -> classBody(tree, Optional.empty()));
    }

    // ---- names

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        if (!meanings.containsKey(tree)) {
            meanings.put(tree, meaning(tree.getName().toString(), isTypePosition(tree)));
        }
        return null;
    }

    private Meaning meaning(String name, boolean typeOnly) {
        if (name.equals("this") || name.equals("super")) {
            return self();
        }
        Optional<Meaning> variable =
                typeOnly
                        ? Optional.empty()
                        : scope.variable(name).or(() -> declarations.variable(name));
        return variable.or(() -> scope.type(name))
                .or(() -> declarations.type(name))
                .orElse(Meaning.Opaque.UNKNOWN);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        if (isTypePosition(tree)) {
            type(tree.getExpression());
        }
        super.visitMemberSelect(tree, null);
        Meaning qualifier = meanings.getOrDefault(tree.getExpression(), Meaning.Opaque.UNKNOWN);
        boolean field =
                !isTypePosition(tree)
                        && qualifier instanceof Meaning.Type t
                        && declarations
                                .field(t.type(), tree.getIdentifier().toString())
                                .isPresent();
        if (!field) {
            meanings.put(tree, Names.selected(declarations, qualifier, tree));
        }
        return null;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        types(tree.getTypeArguments());
        if (!(tree.getMethodSelect() instanceof IdentifierTree name)) {
            return super.visitMethodInvocation(tree, null);
        }
        scan(tree.getTypeArguments(), null);
        meanings.put(name, method(name.getName().toString()));
        return scan(tree.getArguments(), null);
    }

    /** In a class inside the body, {@code this} is that class's object. */
    private Meaning self() {
        return classDepth == 0 ? Meaning.Opaque.SELF : Meaning.Opaque.INSIDE_BODY;
    }

    private Meaning method(String name) {
        if (name.equals("this") || name.equals("super")) {
            return self();
        }
        return scope.hasMethod(name)
                ? Meaning.Opaque.INSIDE_BODY
                : declarations.method(name).orElse(Meaning.Opaque.UNKNOWN);
    }

    // ---- declarations

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        type(tree.getReturnType());
        types(tree.getThrows());
        return nested(
                () -> {
                    declareTypeParameters(tree.getTypeParameters());
                    super.visitMethod(tree, null);
                });
    }

    private void declareTypeParameters(List<? extends TypeParameterTree> parameters) {
        parameters.forEach(
                p -> scope.declareType(p.getName().toString(), Meaning.Opaque.TYPE_VARIABLE));
    }

    @Override
    public @Nullable Void visitTypeParameter(TypeParameterTree tree, @Nullable Void unused) {
        types(tree.getBounds());
        return super.visitTypeParameter(tree, null);
    }

    @Override
    public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        type(tree.getType());
        scan(tree.getModifiers(), null);
        scan(tree.getType(), null);
        scope.declare(tree); // in scope in its own initializer
        return scan(tree.getInitializer(), null);
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        scope.declareClass(tree);
        type(tree.getExtendsClause());
        types(tree.getImplementsClause());
        return classBody(tree, Optional.empty());
    }

    private @Nullable Void classBody(ClassTree tree, Optional<Tree> anonymousSuper) {
        return nested(
                () -> {
                    declareTypeParameters(tree.getTypeParameters());
                    scan(tree.getTypeParameters(), null);
                    scan(tree.getExtendsClause(), null);
                    scan(tree.getImplementsClause(), null);
                    types(tree.getPermitsClause());
                    scan(tree.getPermitsClause(), null);
                    nested(
                            () -> {
                                anonymousSuper.ifPresent(members::inherit);
                                members.declare(tree);
                                classDepth++;
                                scan(tree.getModifiers(), null);
                                scan(withoutFieldScopes(tree), null);
                                classDepth--;
                            });
                });
    }

    /** Fields are declared with the class; visiting them must not make them locals. */
    private List<? extends Tree> withoutFieldScopes(ClassTree tree) {
        for (Tree member : tree.getMembers()) {
            if (member instanceof VariableTree field) {
                type(field.getType());
                scan(field.getModifiers(), null);
                scan(field.getType(), null);
                scan(field.getInitializer(), null);
            }
        }
        return tree.getMembers().stream().filter(m -> !(m instanceof VariableTree)).toList();
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        scan(tree.getEnclosingExpression(), null);
        type(tree.getIdentifier());
        types(tree.getTypeArguments());
        scan(tree.getTypeArguments(), null);
        if (tree.getEnclosingExpression() == null) {
            scan(tree.getIdentifier(), null);
        }
        scan(tree.getArguments(), null);
        return tree.getClassBody() == null
                ? null
                : classBody(tree.getClassBody(), Optional.of(tree.getIdentifier()));
    }

    @Override
    public @Nullable Void visitAnnotation(AnnotationTree tree, @Nullable Void unused) {
        type(tree.getAnnotationType());
        scan(tree.getAnnotationType(), null);
        for (ExpressionTree argument : tree.getArguments()) {
            scan(argument instanceof AssignmentTree a ? a.getExpression() : argument, null);
        }
        return null;
    }

    // ---- labels of a switch

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
        scan(tree.getExpression(), null);
        return cases(tree.getExpression(), tree.getCases());
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void unused) {
        scan(tree.getExpression(), null);
        return cases(tree.getExpression(), tree.getCases());
    }

    private @Nullable Void cases(ExpressionTree selector, List<? extends CaseTree> cases) {
        nested(
                () -> {
                    // labels are of one kind: all constants by their names, or all of the enum
                    boolean ofEnum =
                            isEnum(selector)
                                    || cases.stream()
                                            .flatMap(c -> c.getExpressions().stream())
                                            .anyMatch(l -> !mayBeConstant(l));
                    cases.forEach(c -> labels(c, ofEnum));
                    scan(cases, null);
                });
        return null;
    }

    private boolean isEnum(ExpressionTree selector) {
        return typing.of(selector)
                .flatMap(Annotations::element)
                .filter(e -> e.getKind() == ElementKind.ENUM)
                .isPresent();
    }

    private void labels(CaseTree tree, boolean ofEnum) {
        for (ExpressionTree label : tree.getExpressions()) {
            if (label instanceof IdentifierTree name) {
                meanings.put(
                        name,
                        ofEnum
                                ? Meaning.Opaque.ENUM_LABEL
                                : meaning(name.getName().toString(), false));
            }
        }
    }

    private boolean mayBeConstant(ExpressionTree label) {
        if (!(label instanceof IdentifierTree name)) {
            return true;
        }
        Meaning meaning = meaning(name.getName().toString(), false);
        return meaning instanceof Meaning.Local
                || meaning instanceof Meaning.Field f && f.field().getConstantValue() != null;
    }
}
