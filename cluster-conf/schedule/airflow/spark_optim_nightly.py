"""Trains and compares a model every night. See README.md in the folder above.

Settings are environment variables of the workers:
SPARK_OPTIM           the launcher, unless spark-optim is on the PATH
SPARK_OPTIM_CONFIG    the configuration of retrain
SPARK_OPTIM_REGISTRY  its registry
"""

import re
from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.operators.bash import BashOperator

TRY_AGAIN = 75


class SparkOptim(BashOperator):
    """Runs a command, and tries again only where its exit code says that this may help."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowSkipException:
            raise
        except AirflowException as failure:
            code = re.search(r"exit code (\d+)", str(failure))
            if code is None or int(code.group(1)) == TRY_AGAIN:
                raise
            raise AirflowFailException(str(failure)) from failure


with DAG(
    "spark_optim_nightly",
    schedule="0 3 * * *",
    start_date=datetime(2026, 11, 1),
    catchup=True,  # nights that were missed, in their order
    max_active_runs=1,
    tags=["spark-optim"],
) as dag:
    retrain = SparkOptim(
        task_id="retrain",
        bash_command='"${SPARK_OPTIM:-spark-optim}" retrain "$SPARK_OPTIM_CONFIG" "run.id={{ ds }}"',
        append_env=True,
        retries=3,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(hours=6),
    )
    # A cluster may not hand on the exit code of retrain; the registry knows how the night ended.
    result = SparkOptim(
        task_id="result",
        bash_command='"${SPARK_OPTIM:-spark-optim}" result "$SPARK_OPTIM_REGISTRY" "{{ ds }}"',
        append_env=True,
        trigger_rule="all_done",
        retries=0,
    )
    retrain >> result
