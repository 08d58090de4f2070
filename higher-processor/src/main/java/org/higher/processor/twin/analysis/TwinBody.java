package org.higher.processor.twin.analysis;

import com.palantir.javapoet.CodeBlock;
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
import org.higher.processor.types.Annotations;
import org.higher.processor.types.JdkMethods;
import org.higher.processor.types.RuntimeTypes;
import org.higher.processor.types.TwinNames;

/** A method's body as it stands in {@code Bound}, and what is wrong with having it there. */
final class TwinBody extends Splicer {

    private final CopyContext context;
    private final ClassSource source;
    private final TypeElement type;
    private final Renamer renamer;
    private final StaticParameters staticParameters;
    private final ModuleClasses modules;
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
        this.modules = new ModuleClasses(source, problems::add);
        this.renamer = renamer();
        this.arrays = arrays(method);
    }

    private TwinBody(CopyContext context, ClassTree copied) {
        super(context.model().file(), copied);
        this.context = context;
        this.source = context.model();
        this.type = source.type();
        this.staticParameters = new StaticParameters(context.hierarchy(), source);
        this.modules = new ModuleClasses(source, problems::add);
        this.renamer = renamer();
        this.arrays = arrays(copied);
    }

    private Optional<ArrayBody> arrays(Tree code) {
        return context.hierarchy().isOnArrays()
                ? Optional.of(
                        ArrayBody.of(
                                source,
                                code,
                                t -> context.privateTypes().copied(t).isPresent(),
                                this::emit,
                                problems::add))
                : Optional.empty();
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
        new FieldWrites(context, source, staticParameters, problems::add).check(code, statics);
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
        Optional<StaticRead> read =
                StaticRead.of(
                        context.model(),
                        context.privateTypes(),
                        context.placement().names(),
                        field);
        read.ifPresent(statics::add);
        return read.map(StaticRead::code);
    }

    private void report(Message message, Tree at, Object... arguments) {
        problems.add(new Problem(message, at, arguments));
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
        if (tree instanceof MethodInvocationTree call && isOwnClass(call)) {
            return Optional.of(CodeBlock.of("$T.class", type)); // a twin is of no subclass
        }
        mayHoldThis(tree);
        Optional<CodeBlock> test = classTest(tree);
        if (test.isPresent()) {
            return test;
        }
        helpersIn(tree).forEach(m -> addHelper(m, tree));
        modules.check(tree);
        checkThis(tree);
        Optional<VariableElement> shared =
                tree instanceof IdentifierTree || tree instanceof MemberSelectTree
                        ? staticParameters.named(tree)
                        : Optional.empty();
        if (shared.isPresent()) {
            report(Message.STATIC_PARAMETERS, tree, shared.get().getSimpleName());
            return Optional.empty(); // that a private one is out of reach is no matter
        }
        return renamer.rename(tree);
    }

    /** Notes where {@code this} may stand in a part of a tree. */
    private void mayHoldThis(Tree tree) {
        if (tree instanceof MemberSelectTree select) {
            qualifiers.add(ClassSource.bare(select.getExpression()));
        } else if (tree instanceof MemberReferenceTree reference) {
            qualifiers.add(ClassSource.bare(reference.getQualifierExpression()));
        } else if (tree instanceof SynchronizedTree block) {
            qualifiers.add(ClassSource.bare(block.getExpression()));
        } else if (tree instanceof MethodInvocationTree call
                && source.typing().candidates(call).stream().anyMatch(this::takesBound)) {
            call.getArguments().forEach(a -> qualifiers.add(ClassSource.bare(a)));
        } else if (tree instanceof NewClassTree creation && isCopied(creation)) {
            creation.getArguments().forEach(a -> qualifiers.add(ClassSource.bare(a)));
        }
    }

    private void checkThis(Tree tree) {
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
    }

    private List<ExecutableElement> helpersIn(Tree tree) {
        if (tree instanceof MemberReferenceTree reference) {
            return source.referred(reference);
        }
        return tree instanceof MethodInvocationTree call
                ? source.typing().candidates(call)
                : List.of();
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

    /** {@code Linear.class::isInstance}: in the twin it is a bound one that is looked for. */
    private Optional<CodeBlock> classTest(Tree tree) {
        if (tree instanceof MemberReferenceTree reference) {
            addClassTest(reference.getQualifierExpression(), reference.getName());
        }
        if (!(tree instanceof MemberSelectTree select)) {
            return Optional.empty();
        }
        addClassTest(select.getExpression(), select.getIdentifier());
        return classTests.contains(select)
                ? source.names()
                        .type(select.getExpression())
                        .filter(Annotations::isFunctional)
                        .map(m -> CodeBlock.of("$T.class", TwinNames.bound(m)))
                : Optional.empty();
    }

    private void addClassTest(ExpressionTree qualifier, CharSequence method) {
        if (JdkMethods.isClassTest(method.toString())) {
            classTests.add(ClassSource.bare(qualifier));
        }
    }
}
