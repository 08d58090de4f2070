package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import org.higher.processor.diagnostics.Message;
import org.higher.processor.diagnostics.Problem;
import org.higher.processor.text.ClassSource;
import org.higher.processor.text.Renamer;
import org.higher.processor.text.Splicer;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.jspecify.annotations.Nullable;

/** A method's body as it stands in {@code Bound}, and what is wrong with having it there. */
final class TwinBody extends Splicer {
    private static final Set<String> CLASS_TESTS = Set.of("isInstance", "cast");

    private final ClassSource source;
    private final TypeElement type;
    private final Renamer renamer;
    private final StaticParameters staticParameters;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<VariableElement> statics = new HashSet<>();

    /** {@code this} where it only stands on the left of a dot. */
    private final Set<Tree> qualifiers = Collections.newSetFromMap(new IdentityHashMap<>());

    /** {@code Linear.class} where it asks whether an object is one. */
    private final Set<Tree> classTests = Collections.newSetFromMap(new IdentityHashMap<>());

    private TwinBody(
            ClassSource source,
            MethodTree method,
            BlockTree body,
            Predicate<ExecutableElement> present) {
        super(source.file(method), method, body);
        this.source = source;
        this.type = source.type();
        this.staticParameters = new StaticParameters(source);
        this.renamer =
                new Renamer(
                        source,
                        TwinNames.BOUND,
                        TwinNames.bound(type),
                        present,
                        this::isReadable,
                        problems::add);
    }

    /** Rewrites a body; {@code present} says which methods are in the twin too. */
    static BodyCopy copy(
            ClassSource source,
            MethodTree method,
            BlockTree block,
            Predicate<ExecutableElement> present) {
        TwinBody body = new TwinBody(source, method, block, present);
        CodeBlock code = body.body(block);
        body.checkWrites(block);
        return new BodyCopy(code, body.problems, body.statics);
    }

    /**
     * A private static field that never changes can be read once, if generated code has its type.
     */
    private boolean isReadable(VariableElement field) {
        boolean readable =
                field.getEnclosingElement().equals(type)
                        && field.getModifiers().contains(Modifier.FINAL)
                        && Shape.mentioned(field.asType())
                                .noneMatch(
                                        t ->
                                                Annotations.isFunctional(t)
                                                        || Inaccessible.ofType(
                                                                        t, type, source.elements())
                                                                .isPresent());
        if (readable) {
            statics.add(field);
        }
        return readable;
    }

    private void report(Message message, Tree at, Object... arguments) {
        problems.add(new Problem(message, at, arguments));
    }

    /** Finds assignments that the twin could not make. */
    private void checkWrites(BlockTree body) {
        ClassSource.eachWrite(
                body,
                (target, assignment) ->
                        source.written(target)
                                .or(() -> fieldOfModule(target))
                                .filter(f -> !Annotations.isBuffer(f))
                                .ifPresent(
                                        f ->
                                                report(
                                                        Message.FORWARD_WRITES_FIELD,
                                                        assignment,
                                                        f.getSimpleName(),
                                                        remedy(f))));
    }

    /** Only tensors can be buffers. */
    private static String remedy(VariableElement written) {
        Optional<Shape> shape = Shape.of(written.asType());
        if (shape.isEmpty()) {
            return "hold the value in a Tensor annotated @Buffer, or use a local variable";
        }
        return shape.get().holdsModules()
                ? "create modules where the field is declared, or in the constructor"
                : "annotate it @Buffer or use a local variable";
    }

    /** The field of another module that an assignment changes: {@code layer.slope = 1}. */
    private Optional<VariableElement> fieldOfModule(ExpressionTree target) {
        if (!(ClassSource.bare(target) instanceof MemberSelectTree select)) {
            return Optional.empty();
        }
        Optional<TypeMirror> receiver = source.typing().of(select.getExpression());
        return receiver.flatMap(Annotations::element)
                .filter(Annotations::isFunctional)
                .flatMap(t -> source.names().field(t, select.getIdentifier()));
    }

    @Override
    protected Optional<CodeBlock> rewrite(Tree tree) {
        if (tree instanceof MemberSelectTree select) {
            qualifiers.add(ClassSource.bare(select.getExpression()));
            addClassTest(select.getExpression(), select.getIdentifier());
            if (select.getIdentifier().contentEquals("class")) {
                return classTest(select).or(() -> renamer.rename(tree));
            }
        } else if (tree instanceof MemberReferenceTree reference) {
            qualifiers.add(ClassSource.bare(reference.getQualifierExpression()));
            addClassTest(reference.getQualifierExpression(), reference.getName());
            checkReference(reference);
        } else if (tree instanceof NewClassTree creation) {
            checkCreation(creation);
        } else if (tree instanceof TypeCastTree cast) {
            checkCast(cast);
        } else if (tree instanceof ClassTree local) {
            checkLocalClass(local);
        } else if (tree.getKind().name().equals("DECONSTRUCTION_PATTERN")) {
            checkDeconstruction(tree);
        }
        if (tree instanceof ExpressionTree e
                && ClassSource.bare(e) == e
                && source.isThis(e)
                && !qualifiers.contains(e)) {
            report(
                    Message.THIS_ESCAPES,
                    tree,
                    TwinNames.twin(type).simpleName(),
                    type.getSimpleName());
        }
        if (tree instanceof IdentifierTree || tree instanceof MemberSelectTree) {
            source.names().type(tree).ifPresent(t -> checkBounds(t, tree));
            Optional<VariableElement> shared = staticParameters.named(tree);
            if (shared.isPresent()) {
                report(Message.STATIC_PARAMETERS, tree, shared.get().getSimpleName());
                return Optional.empty(); // that a private one is out of reach is no matter
            }
        }
        return renamer.rename(tree);
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
        report(
                Message.MODULE_OBJECT,
                at,
                at,
                TwinNames.twin(module).simpleName() + ".Bound",
                module.getSimpleName());
    }

    /** A class of which a type parameter must be a module cannot be one of twins. */
    private void checkBounds(TypeElement used, Tree at) {
        used.getTypeParameters().stream()
                .flatMap(p -> p.getBounds().stream())
                .flatMap(Shape::mentioned)
                .filter(Annotations::isFunctional)
                .findFirst()
                .ifPresent(
                        module ->
                                report(
                                        Message.MODULE_LEAVES,
                                        at,
                                        used.getSimpleName() + "<...>",
                                        module.getSimpleName(),
                                        "leave the bound of its type parameter out"));
    }

    private void addClassTest(ExpressionTree qualifier, CharSequence method) {
        if (CLASS_TESTS.contains(method.toString())) {
            classTests.add(ClassSource.bare(qualifier));
        }
    }

    /** {@code Linear.class::isInstance}: in the twin it is a bound one that is looked for. */
    private Optional<CodeBlock> classTest(MemberSelectTree literal) {
        return classTests.contains(literal)
                ? source.names()
                        .type(literal.getExpression())
                        .filter(Annotations::isFunctional)
                        .map(m -> CodeBlock.of("$T.class", TwinNames.bound(m)))
                : Optional.empty();
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
                                report(
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
                                            report(
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
                .ifPresent(t -> report(Message.FORWARD_CREATES_MODULE, at, t.getSimpleName()));
    }
}
