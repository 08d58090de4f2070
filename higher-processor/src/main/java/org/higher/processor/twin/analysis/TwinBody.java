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
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.higher.processor.text.Renaming;
import org.higher.processor.text.Splicer;
import org.higher.processor.twin.copies.HelperMethods;
import org.higher.processor.twin.copies.PrivateTypes;
import org.higher.processor.twin.copies.StaticRead;
import org.higher.processor.twin.copies.TypeCopy;
import org.higher.processor.twin.hierarchy.SuperCopy;
import org.higher.processor.twin.nd4j.ArrayBody;
import org.higher.processor.twin.nd4j.ArrayCaches;
import org.higher.processor.types.Annotations;
import org.higher.processor.types.Inaccessible;
import org.higher.processor.types.Nd4j;
import org.higher.processor.types.Nesting;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.Shape;
import org.higher.processor.types.TwinNames;
import org.jspecify.annotations.Nullable;

/** A method's body as it stands in {@code Bound}, and what is wrong with having it there. */
final class TwinBody extends Splicer {
    private static final Set<String> CLASS_TESTS = Set.of("isInstance", "cast");

    private final CopyContext context;
    private final ClassSource source;
    private final TypeElement type;
    private final Renamer renamer;
    private final StaticParameters staticParameters;
    private final Optional<ArrayBody> arrays;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<StaticRead> statics = new HashSet<>();

    private final Set<SuperCopy> above = new LinkedHashSet<>();

    /** Where copied methods of other classes are called. */
    private final Map<ExecutableElement, Tree> helpers = new LinkedHashMap<>();

    /** {@code this} where it stands on the left of a dot, or is given to copied code. */
    private final Set<Tree> qualifiers = Collections.newSetFromMap(new IdentityHashMap<>());

    /** {@code Linear.class} where it asks whether an object is one. */
    private final Set<Tree> classTests = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What replaces some expressions, whatever they are. */
    private final Map<Tree, CodeBlock> values = new IdentityHashMap<>();

    private TwinBody(CopyContext context, ClassSource source, MethodTree method) {
        super(source.file(method), method, method.getBody());
        this.context = context;
        this.source = source;
        this.type = context.model().type();
        this.staticParameters = new StaticParameters(context.hierarchy(), source);
        this.renamer = renamer();
        this.arrays =
                Nd4j.isWrittenOn(type)
                        ? Optional.of(ArrayBody.of(source, method, this::emit, problems::add))
                        : Optional.empty();
    }

    private TwinBody(CopyContext context, ClassTree copied) {
        super(context.model().file(), copied);
        this.context = context;
        this.source = context.model();
        this.type = source.type();
        this.staticParameters = new StaticParameters(context.hierarchy(), source);
        this.renamer = renamer();
        this.arrays = Optional.empty();
    }

    private Renamer renamer() {
        HelperMethods helpers = context.helperMethods();
        PrivateTypes privateTypes = context.privateTypes();
        Renaming to =
                new Renaming(
                        type,
                        TwinNames.bound(type),
                        privateTypes.names(),
                        context.placement().of(source, above),
                        m -> Optional.of(m).filter(helpers::copies).map(helpers::name),
                        this::read,
                        t -> privateTypes.copied(t).isPresent());
        return new Renamer(source, to, problems::add);
    }

    /** Rewrites the body of a method of the model, or of a class that helps it. */
    static BodyCopy copy(CopyContext context, ClassSource source, MethodTree method) {
        return new TwinBody(context, source, method).copied(method.getBody());
    }

    /** Rewrites a private type. */
    static BodyCopy copy(CopyContext context, TypeElement copied) {
        ClassTree tree = context.privateTypes().tree(copied);
        TypeCopy special = TypeCopy.of(context.model(), context.privateTypes(), copied);
        TwinBody body = new TwinBody(context, tree);
        body.values.putAll(special.values());
        body.problems.addAll(special.problems());
        return body.copied(tree);
    }

    private BodyCopy copied(Tree code) {
        CodeBlock text = code instanceof BlockTree block ? body(block) : member(code);
        checkWrites(code);
        return new BodyCopy(
                text,
                problems,
                statics,
                above,
                helpers,
                arrays.map(ArrayBody::known).orElse(Map.of()));
    }

    /** What stands for a private static field: a constant, or what the field has now. */
    private Optional<CodeBlock> read(VariableElement field) {
        Optional<StaticRead> read = StaticRead.of(context.model(), context.privateTypes(), field);
        read.ifPresent(statics::add);
        return read.map(StaticRead::code);
    }

    private void report(Message message, Tree at, Object... arguments) {
        problems.add(new Problem(message, at, arguments));
    }

    /** Finds assignments that the twin could not make. */
    private void checkWrites(Tree body) {
        Set<VariableElement> caches = ArrayCaches.in(context.model());
        ClassSource.eachWrite(
                body,
                context.late().branches().keySet(),
                (target, assignment) -> {
                    checkStaticWrite(target, assignment);
                    source.written(target)
                            .or(() -> fieldOfModule(target))
                            .filter(f -> !isBuffer(f) && !context.kept().contain(f))
                            .filter(f -> !caches.contains(f))
                            .ifPresent(
                                    f ->
                                            report(
                                                    Message.FORWARD_WRITES_FIELD,
                                                    assignment,
                                                    f.getSimpleName(),
                                                    remedy(f)));
                });
    }

    /** A private static field that is read where it is cannot be written there. */
    private void checkStaticWrite(ExpressionTree target, Tree assignment) {
        staticParameters
                .field(ClassSource.bare(target))
                .filter(f -> statics.stream().anyMatch(s -> s.field().equals(f)))
                .flatMap(f -> Inaccessible.of(f, type, source.elements()).map(h -> Map.entry(f, h)))
                .ifPresent(
                        e ->
                                report(
                                        Message.PRIVATE_STATIC,
                                        assignment,
                                        e.getKey().getSimpleName(),
                                        e.getValue().how(),
                                        TwinNames.bound(type),
                                        e.getValue().remedy()));
    }

    private static boolean isBuffer(VariableElement field) {
        return Annotations.isBuffer(field) && Shape.of(field.asType()).isPresent();
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
        VariableElement missing = context.late().branches().get(tree);
        if (missing != null) {
            return Optional.of(
                    CodeBlock.of(
                            "throw $T.notCreated($T.class, $S);",
                            RuntimeTypes.ACCESS,
                            type,
                            missing.getSimpleName()));
        }
        if (values.containsKey(tree)) {
            return Optional.of(values.get(tree));
        }
        Optional<CodeBlock> onTensors = arrays.flatMap(a -> a.rewrite(tree));
        if (onTensors.isPresent()) {
            return onTensors;
        }
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
            source.referred(reference).forEach(m -> addHelper(m, tree));
        } else if (tree instanceof SynchronizedTree block) {
            qualifiers.add(ClassSource.bare(block.getExpression()));
        } else if (tree instanceof MethodInvocationTree call) {
            if (isOwnClass(call)) {
                return Optional.of(CodeBlock.of("$T.class", type)); // a twin is of no subclass
            }
            List<ExecutableElement> meant = source.typing().candidates(call);
            meant.forEach(m -> addHelper(m, tree));
            if (meant.stream().anyMatch(this::takesBound)) {
                call.getArguments().forEach(a -> qualifiers.add(ClassSource.bare(a)));
            }
        } else if (tree instanceof NewClassTree creation) {
            if (isCopied(creation)) {
                creation.getArguments().forEach(a -> qualifiers.add(ClassSource.bare(a)));
            }
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

    /** {@code getClass()} of the model, whose twin is of exactly this class. */
    private boolean isOwnClass(MethodInvocationTree call) {
        ExpressionTree select = call.getMethodSelect();
        boolean own =
                select instanceof IdentifierTree
                        || select instanceof MemberSelectTree s && source.isThis(s.getExpression());
        return own
                && type.getKind().isClass()
                && call.getArguments().isEmpty()
                && source.typing().candidates(call).stream()
                        .anyMatch(
                                m ->
                                        m.getSimpleName().contentEquals("getClass")
                                                && m.getEnclosingElement()
                                                        .toString()
                                                        .equals("java.lang.Object"));
    }

    private void addHelper(ExecutableElement method, Tree at) {
        if (context.helperMethods().copies(method)) {
            helpers.putIfAbsent(method, at);
        }
    }

    /** Whether a method can be given {@code this}, since its copy takes what that is there. */
    private boolean takesBound(ExecutableElement method) {
        return context.helperMethods().copies(method)
                || context.placement().has(method)
                || context.privateTypes()
                        .copied((TypeElement) method.getEnclosingElement())
                        .isPresent()
                || Annotations.isFunctional(method.getEnclosingElement())
                        && !method.getModifiers().contains(Modifier.STATIC);
    }

    private boolean isCopied(NewClassTree creation) {
        return source.names()
                .type(creation.getIdentifier())
                .flatMap(context.privateTypes()::copied)
                .isPresent();
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
