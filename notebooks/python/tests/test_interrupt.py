# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C ends a fit at once and leaves the session usable."""

import os
import signal
import sys
import threading
import time

import pytest
from py4j.protocol import Py4JNetworkError

import sparkoptim
from sparkoptim.ml import LogisticRegression

# Seconds within which a fit has to be over; one that is not ended goes on for 60. It takes some 0.1 s where the machine
# has nothing else to do; machines of tests have.
SOON = 30


def active_jobs(spark):
    """How many jobs the scheduler has; the status tracker may keep one that was cancelled as it began."""
    return spark.sparkContext._jsc.sc().dagScheduler().activeJobs().size()


def assert_quiet(spark, seconds):
    """Within some seconds, half a second comes in which no job runs: a fit that went on would leave no such gap.

    A short job of PySpark's own may still begin: its threads do not hear of the interruption between two calls.
    """
    now = time.monotonic()
    end, busy = now + seconds, now
    while now - busy < 0.5:
        assert now < end
        time.sleep(0.05)
        now = time.monotonic()
        if active_jobs(spark):
            busy = now


def wait_until(condition):
    """Another thread of the process may get a signal first, and the main thread hears of it later."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def fits():
    """The threads of this process that wait for a fit."""
    found = set()
    for ident, frame in sys._current_frames().items():
        while frame is not None:
            if frame.f_globals.get("__name__") == "sparkoptim._fit":
                found.add(ident)
            frame = frame.f_back
    return found


@pytest.fixture
def ctrl_c():
    """Sends this process a SIGINT after some seconds; returns the time at which it was sent.

    Where the fit is one of a pool's, the seconds begin with it: before, the main thread asks the JVM for this and that,
    and a SIGINT would end in PySpark, not in a fit of ours.
    """
    over = threading.Event()

    def after(seconds, pool=False):
        sent = []
        earlier = fits()  # that the test before left to their end

        def send():
            while pool and not fits() - earlier:
                earlier.intersection_update(fits())
                if over.wait(0.05):
                    return
            if not over.wait(seconds):
                sent.append(time.monotonic())
                os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=send, daemon=True).start()
        return sent

    yield after
    over.set()


@pytest.fixture(params=["of PySpark", "of a notebook"])
def handler(request, spark):
    """The handlers of SIGINT that scripts and notebooks have."""
    before = signal.getsignal(signal.SIGINT)
    if request.param == "of a notebook":
        signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("engine, after", [("ranks", 2), ("job", 2), ("ranks", 0.05)])
def test_sigint_ends_a_fit_at_once(spark, cancer, endless, handler, ctrl_c, engine, after):
    stage = endless(engine)
    sent = ctrl_c(after)
    with pytest.raises(KeyboardInterrupt):
        stage.fit(cancer)
    assert time.monotonic() - sent[0] < SOON
    assert signal.getsignal(signal.SIGINT) is handler
    assert_quiet(spark, SOON)
    assert LogisticRegression(maxIter=3).fit(cancer).summary.rows == 569


def test_sigint_before_the_fit_begins_is_one_too(cancer, endless, monkeypatch, handler):
    """While params go to the JVM, PySpark's handler would break the connection that they take."""
    stage = endless()
    original = LogisticRegression._transfer_params_to_java

    def interrupted(self):
        os.kill(os.getpid(), signal.SIGINT)
        original(self)

    monkeypatch.setattr(LogisticRegression, "_transfer_params_to_java", interrupted)
    for call in (lambda: stage.fit(cancer), lambda: stage.fitPath(cancer, [0.2, 0.1])):
        with pytest.raises(KeyboardInterrupt):
            call()
        assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("at_once", [True, False])
def test_later_sigint_goes_to_the_handler_from_before(monkeypatch, at_once):
    from sparkoptim._interrupt import NotedSigint

    monkeypatch.setattr(NotedSigint, "_AT_ONCE", 3600.0 if at_once else 0.0)
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        with pytest.raises(KeyboardInterrupt), NotedSigint() as sigint:
            os.kill(os.getpid(), signal.SIGINT)
            wait_until(lambda: sigint.noted)
            assert heard == []
            os.kill(os.getpid(), signal.SIGINT)
            if not at_once:
                wait_until(lambda: heard)
            assert heard == ([] if at_once else [signal.SIGINT])
        assert NotedSigint._entered is None
    finally:
        signal.signal(signal.SIGINT, before)


def test_broken_answer_after_a_sigint_is_an_interrupt(cancer, monkeypatch):
    """What PySpark's handler does to a connection that waits for an answer."""
    import sparkoptim._fit

    def broken(handle, sigint, waiting, progress):
        os.kill(os.getpid(), signal.SIGINT)
        raise RuntimeError("the connection is broken")

    monkeypatch.setattr(sparkoptim._fit, "_wait", broken)
    with pytest.raises(KeyboardInterrupt):
        LogisticRegression(maxIter=3).fit(cancer)


def test_jvm_that_ends_is_an_error_that_says_so(cancer, monkeypatch):
    import sparkoptim._fit

    def ended(handle, sigint, waiting, progress):
        raise Py4JNetworkError("Answer from Java side is empty")

    monkeypatch.setattr(sparkoptim._fit, "_wait", ended)
    with pytest.raises(sparkoptim.TrainingFailedError, match="Spark's JVM ended or does not answer.*memory"):
        LogisticRegression(maxIter=3).fit(cancer)


def test_ignored_sigint_stays_ignored(spark, cancer):
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sent = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
        sent.start()
        LogisticRegression(maxIter=3).fit(cancer)
        sent.join()
        assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_sigint_ends_a_path_at_once(spark, cancer, endless, handler, ctrl_c):
    sent = ctrl_c(1, pool=True)
    with pytest.raises(KeyboardInterrupt):
        endless("job").fitPath(cancer, [0.2, 0.1])
    assert time.monotonic() - sent[0] < SOON
    assert signal.getsignal(signal.SIGINT) is handler
    assert_quiet(spark, SOON)
    assert len(LogisticRegression(maxIter=3).fitPath(cancer, [0.2, 0.1])) == 2


def test_path_that_fails_is_tried_once_for_all_its_models(spark, cancer, monkeypatch):
    stage = LogisticRegression(featuresCol="nowhere")
    tried = []
    original = LogisticRegression.fitPath

    def counted(self, dataset, strengths):
        tried.append(strengths)
        return original(self, dataset, strengths)

    monkeypatch.setattr(LogisticRegression, "fitPath", counted)
    models = stage.fitMultiple(cancer, [{stage.regParam: 0.1}, {stage.regParam: 0.2}])
    for _ in range(2):
        with pytest.raises(ValueError, match="nowhere"):
            next(models)
    assert tried == [[0.2, 0.1]]


@pytest.mark.parametrize("wrapped", [False, True])
def test_sigint_ends_a_cross_validator_and_its_pool(spark, cancer, endless, handler, ctrl_c, wrapped):
    from pyspark.ml import Pipeline
    from pyspark.ml.evaluation import MulticlassClassificationEvaluator
    from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

    stage = endless("job")
    validator = CrossValidator(
        estimator=Pipeline(stages=[stage]) if wrapped else stage,
        estimatorParamMaps=ParamGridBuilder().addGrid(stage.regParam, [0.1, 0.2, 0.3, 0.4]).build(),
        evaluator=MulticlassClassificationEvaluator(),
        numFolds=2,
        parallelism=2,
    )
    ctrl_c(1, pool=True)
    with pytest.raises(KeyboardInterrupt):
        validator.fit(cancer)
    assert_quiet(spark, SOON)
    assert LogisticRegression(maxIter=3).fit(cancer).summary.rows == 569


def test_sigint_ends_one_vs_rest_inside_a_cross_validator(spark, digits, endless, ctrl_c):
    from pyspark.ml.classification import OneVsRest
    from pyspark.ml.evaluation import MulticlassClassificationEvaluator
    from pyspark.ml.tuning import CrossValidator

    validator = CrossValidator(
        estimator=OneVsRest(classifier=endless("job"), parallelism=2),
        estimatorParamMaps=[{}],
        evaluator=MulticlassClassificationEvaluator(),
        numFolds=2,
    )
    ctrl_c(1, pool=True)
    with pytest.raises(KeyboardInterrupt):
        validator.fit(digits)
    assert_quiet(spark, SOON)


def test_fits_in_threads_of_the_users_own_go_on(spark, cancer):
    """Ctrl-C in the main thread is no business of a pool that the user holds."""
    from multiprocessing.pool import ThreadPool

    with ThreadPool(2) as pool:
        models = pool.map(lambda reg: LogisticRegression(regParam=reg, maxIter=3).fit(cancer), [0.1, 0.2])
        models.append(pool.apply(LogisticRegression(regParam=0.3, maxIter=3).fit, (cancer,)))
    assert [model.getRegParam() for model in models] == [0.1, 0.2, 0.3]


def test_group_and_description_of_the_caller_hold_inside_the_fit(spark, cancer):
    context = spark.sparkContext
    context.setJobGroup("callers", "what the caller does")
    try:
        LogisticRegression(maxIter=3).fit(cancer)
        assert len(context.statusTracker().getJobIdsForGroup("callers")) >= 3
    finally:
        context.setLocalProperty("spark.jobGroup.id", None)
        context.setJobDescription(None)


KERNEL = """
import sys, time
from jupyter_client import KernelManager

manager = KernelManager(kernel_name="python3")
manager.kernel_spec.argv[:] = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
manager.start_kernel(extra_arguments=["--HistoryManager.enabled=False"])
try:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)

    errors = []

    def run(code, interrupt=False):
        shown = []
        client.execute(code, allow_stdin=False)
        while True:
            message = client.get_iopub_msg(timeout=90)
            kind, content = message["msg_type"], message["content"]
            if kind == "stream" and "go" in content["text"] and interrupt:
                time.sleep(4)
                sent = time.monotonic()
                manager.interrupt_kernel()
                interrupt = False
            elif kind == "error":
                shown.append("%s in time: %s" % (content["ename"], time.monotonic() - sent < 10))
            elif kind == "stream" and content["name"] == "stdout":
                shown.append(content["text"].strip())
            elif kind == "stream":
                errors.append(content["text"])
            elif kind == "status" and content["execution_state"] == "idle":
                return shown

    print(run('''
import sparkoptim
from pyspark.ml.linalg import Vectors
from sparkoptim.ml import LogisticRegression
spark = sparkoptim.session(master="local[2]", config={"spark.ui.enabled": "false"})
rows = spark.createDataFrame(
    [(float(i % 2), Vectors.dense([float(i % 7), float(i % 2) + i % 5])) for i in range(400)], ["label", "features"])
endless = LogisticRegression(
    optimMethod="plain + sgd + constant(1e-4)", numShards=2, tol=0.0, maxIter=2**31 - 1, maxSeconds=60.0)
'''))
    print(run("print('go', flush=True)\\nendless.fit(rows)", interrupt=True))
    errors.clear()
    print(run("print(LogisticRegression(maxIter=3).fit(rows).summary.rows)"))
    line = "".join(errors).rstrip().split("\\r")[-1]
    print(line.startswith("LogisticRegression: 100%"), "max-iter" in line)
finally:
    manager.shutdown_kernel(now=True)
"""


def test_stop_button_of_a_real_kernel_ends_the_fit(python, spark):
    pytest.importorskip("ipykernel")
    out = python(KERNEL, SPARK_OPTIM_JAR=sparkoptim.jars()).stdout.splitlines()
    # The line of progress ends whole in a notebook, too; there are no widgets here.
    assert out == ["[]", "['KeyboardInterrupt in time: True']", "['400']", "True True"]
